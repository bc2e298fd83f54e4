using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace SessionManager.EntityFrameworkCore.Storage.Dialects;

/// <summary>
/// SQLite: a transaction begins by taking the one write lock of the file (<c>BEGIN IMMEDIATE</c>), so what is read in it
/// is what is written. Writers of this process queue before it: SQLite itself only polls.
/// </summary>
internal sealed class SqliteDialect : SessionDialect
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> _files = new(StringComparer.Ordinal);

    public override async ValueTask<IDisposable?> EnterWriteAsync(
        DbContext context,
        CancellationToken cancellationToken
    )
    {
        var file = context.Database.GetDbConnection().DataSource;
        var gate = _files.GetOrAdd(file, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(gate);
    }

    public override Task EnsureUserAsync(DbContext context, string userId, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override async Task<LockedUser> LockUserAsync(
        DbContext context,
        SessionTable table,
        string userId,
        CancellationToken cancellationToken
    )
    {
        var sql = $"INSERT INTO {table.UsersName} ({table.UserId}) VALUES ({{0}}) ON CONFLICT DO NOTHING";
        await context.Database.ExecuteSqlRawAsync(sql, [userId], cancellationToken).ConfigureAwait(false);
        return await base.LockUserAsync(context, table, userId, cancellationToken).ConfigureAwait(false);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
