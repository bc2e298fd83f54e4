using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Keeps every statement with its parameters, under the name of what is under way.</summary>
internal sealed class SqlCapture : DbCommandInterceptor
{
    private readonly ConcurrentQueue<CapturedSql> _seen = new();

    /// <summary>What is under way; null to keep nothing.</summary>
    public string? Operation { get; set; }

    public IReadOnlyCollection<CapturedSql> Seen => _seen;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Keep(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Keep(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    )
    {
        Keep(command);
        return new(result);
    }

    private void Keep(DbCommand command)
    {
        if (Operation is not { } operation)
            return;
        var parameters = command
            .Parameters.Cast<ICloneable>()
            .Select(static parameter => (DbParameter)parameter.Clone());
        _seen.Enqueue(new(operation, command.CommandText, [.. parameters]));
    }
}

internal sealed record CapturedSql(string Operation, string Text, IReadOnlyList<DbParameter> Parameters);
