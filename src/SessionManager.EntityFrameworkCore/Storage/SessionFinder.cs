using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage.Dialects;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>
/// Finds a row by its key: what every validated request does. Where the columns hold what this library writes, they are
/// read straight from the data reader, by a command of Entity Framework Core's that its interceptors and logs see like
/// any other. Where a host has put converters of its own on them, or lets an execution strategy retry, a compiled query
/// does it.
/// </summary>
internal sealed class SessionFinder<TContext, TSession>
    where TContext : DbContext
    where TSession : SessionEntity
{
    private const string Parameter = "id";
    private const string Parameters = "ids";

    private readonly Func<TContext, string, CancellationToken, Task<TSession?>>? _query;
    private readonly IRelationalCommandTemplate? _template;
    private readonly IRelationalCommandTemplate? _manyTemplate;

    public SessionFinder(TContext context, SessionTable table, SessionDialect dialect)
    {
        var type = context.Model.FindEntityType(typeof(TSession))!;
        if (context.Database.CreateExecutionStrategy().RetriesOnFailure || !IsReadAsWritten(type))
        {
            _query = EF.CompileAsyncQuery(
                static (TContext context, string id, CancellationToken cancellationToken) =>
                    context
                        .Set<TSession>()
                        .IgnoreQueryFilters()
                        .AsNoTracking()
                        .FirstOrDefault(session => session.Id == id)
            );
            return;
        }

        var columns = string.Join(", ", SessionRowReader.Properties.Select(property => table[property]));
        var select = $"SELECT {columns} FROM {table.Name} WHERE {table[nameof(SessionEntity.Id)]} = ";
        var mapping = type.FindProperty(nameof(SessionEntity.Id))!.GetRelationalTypeMapping();
        _template = Build(context, select, Parameter, mapping, static name => name);
        if (
            dialect.AnyOf is { } anyOf
            && context.GetService<IRelationalTypeMappingSource>().FindMapping(typeof(string[])) is { } array
        )
        {
            _manyTemplate = Build(context, select, Parameters, array, anyOf);
        }
    }

    /// <summary>Whether several rows can be read by one statement.</summary>
    public bool TakesMany => _manyTemplate is not null;

    /// <summary>Reads the row; null when there is none.</summary>
    public async Task<SessionEntity?> FindAsync(TContext context, string id, CancellationToken cancellationToken)
    {
        if (_query is not null)
            return await _query(context, id, cancellationToken).ConfigureAwait(false);
        var rows = await ReadAsync(_template!, context, Parameter, id, 1, cancellationToken).ConfigureAwait(false);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>Reads the rows that there are of these, in any order. Only where <see cref="TakesMany"/>.</summary>
    public Task<List<SessionEntity>> FindManyAsync(
        TContext context,
        string[] ids,
        CancellationToken cancellationToken
    ) => ReadAsync(_manyTemplate!, context, Parameters, ids, ids.Length, cancellationToken);

    private static async Task<List<SessionEntity>> ReadAsync(
        IRelationalCommandTemplate template,
        TContext context,
        string parameter,
        object value,
        int most,
        CancellationToken cancellationToken
    )
    {
        var connection = context.GetService<IRelationalConnection>();
        // A command keeps the reader it hands out, so each connection has one of its own.
        var command = connection.RentCommand();
        command.PopulateFrom(template);
        try
        {
            var rows = new List<SessionEntity>(most);
            var reader = await command
                .ExecuteReaderAsync(
                    new RelationalCommandParameterObject(
                        connection,
                        new Dictionary<string, object?>(1, StringComparer.Ordinal) { [parameter] = value },
                        readerColumns: null,
                        context,
                        context.GetService<IRelationalCommandDiagnosticsLogger>(),
                        CommandSource.LinqQuery
                    ),
                    cancellationToken
                )
                .ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    rows.Add(SessionRowReader.Read(reader.DbDataReader));
            }

            return rows;
        }
        finally
        {
            connection.ReturnCommand(command);
        }
    }

    private static IRelationalCommandTemplate Build(
        TContext context,
        string select,
        string parameter,
        RelationalTypeMapping mapping,
        Func<string, string> condition
    )
    {
        var name = context.GetService<ISqlGenerationHelper>().GenerateParameterName(parameter);
        return context
            .GetService<IRelationalCommandBuilderFactory>()
            .Create()
            .Append(select + condition(name))
            .AddParameter(parameter, name, mapping, false)
            .Build();
    }

    private static bool IsReadAsWritten(IEntityType type) =>
        SessionRowReader.Properties.All(name =>
            type.FindProperty(name)!.GetTypeMapping().Converter is null or UtcDateTimeConverter
        );
}
