using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.EntityFrameworkCore.Sessions;

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

    private readonly Func<TContext, string, CancellationToken, Task<TSession?>>? _query;
    private readonly IRelationalCommandTemplate? _template;

    public SessionFinder(TContext context, SessionTable table)
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
        var key = context.GetService<ISqlGenerationHelper>().GenerateParameterName(Parameter);
        _template = context
            .GetService<IRelationalCommandBuilderFactory>()
            .Create()
            .Append($"SELECT {columns} FROM {table.Name} WHERE {table[nameof(SessionEntity.Id)]} = {key}")
            .AddParameter(
                Parameter,
                key,
                type.FindProperty(nameof(SessionEntity.Id))!.GetRelationalTypeMapping(),
                false
            )
            .Build();
    }

    /// <summary>Reads the row; null when there is none.</summary>
    public async Task<SessionEntity?> FindAsync(TContext context, string id, CancellationToken cancellationToken)
    {
        if (_query is not null)
            return await _query(context, id, cancellationToken).ConfigureAwait(false);
        var connection = context.GetService<IRelationalConnection>();
        // A command keeps the reader it hands out, so each connection has one of its own.
        var command = connection.RentCommand();
        command.PopulateFrom(_template!);
        try
        {
            return await FindAsync(command, connection, context, id, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connection.ReturnCommand(command);
        }
    }

    private static async Task<SessionEntity?> FindAsync(
        IRelationalCommand command,
        IRelationalConnection connection,
        TContext context,
        string id,
        CancellationToken cancellationToken
    )
    {
        var reader = await command
            .ExecuteReaderAsync(
                new RelationalCommandParameterObject(
                    connection,
                    new Dictionary<string, object?>(1, StringComparer.Ordinal) { [Parameter] = id },
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
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                ? SessionRowReader.Read(reader.DbDataReader)
                : null;
        }
    }

    private static bool IsReadAsWritten(IEntityType type) =>
        SessionRowReader.Properties.All(name =>
            type.FindProperty(name)!.GetTypeMapping().Converter is null or UtcDateTimeConverter
        );
}
