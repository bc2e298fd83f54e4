using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Loses the answer to what the database has done: the connection breaks after it, where nobody can tell.</summary>
internal sealed class LostAnswer : DbCommandInterceptor, IDbTransactionInterceptor
{
    private int _commits;
    private int _writes;
    private Func<Task>? _before;

    /// <summary>How often an answer was lost.</summary>
    public int Lost { get; private set; }

    public void LoseNextCommit() => _commits = 1;

    /// <summary>The answer to a statement that writes and returns no rows.</summary>
    public void LoseNextWrite() => _writes = 1;

    /// <summary>Loses the next statement that writes before the database has it, after something else was done.</summary>
    public void LoseNextWriteBefore(Func<Task> meanwhile) => _before = meanwhile;

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (Interlocked.Exchange(ref _before, null) is not { } meanwhile)
            return result;
        await meanwhile();
        Lost++;
        throw new NpgsqlException("The connection is gone.", new IOException());
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Lose(ref _commits);
        return Task.CompletedTask;
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        Lose(ref _writes);
        return new(result);
    }

    private void Lose(ref int armed)
    {
        if (Interlocked.Exchange(ref armed, 0) == 0)
            return;
        Lost++;
        throw new NpgsqlException("The connection is gone.", new IOException());
    }
}
