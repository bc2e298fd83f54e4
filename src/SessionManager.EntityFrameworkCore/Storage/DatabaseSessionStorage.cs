using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage.Dialects;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>
/// Keeps sessions in a host's database, through a context of the host's. It makes no connection and no table of its own.
/// </summary>
/// <remarks>
/// <para>
/// Sign-ins and "end all" of one user take turns by locking that user's row in <c>session_users</c>; every other write
/// repeats its conditions in the statement that writes. PostgreSQL and SQLite have statements of their own where they do
/// better; any other relational provider gets portable ones.
/// </para>
/// <para>
/// A row in which somebody damaged a JSON column is refused by <see cref="FindAsync"/> and passed over by lists; since
/// conditions are on other columns, it can still be ended, and is then missing from the answer.
/// </para>
/// <para>Thread-safe: each operation has a context of its own.</para>
/// </remarks>
/// <typeparam name="TContext">The host's context.</typeparam>
/// <typeparam name="TSession">The host's entity, or <see cref="SessionEntity"/>.</typeparam>
public sealed partial class DatabaseSessionStorage<TContext, TSession> : ISessionStorage
    where TContext : DbContext
    where TSession : SessionEntity, new()
{
    /// <summary>How often an operation is begun that the database undid to resolve a deadlock.</summary>
    private const int Attempts = 8;

    private readonly ContextSource<TContext> _contexts;
    private readonly EntityFrameworkStorageOptions<TSession> _options;
    private readonly SessionDialect? _dialect;
    private readonly SharedLookups _lookups;
    private DatabaseModel<TContext, TSession>? _model;

    internal DatabaseSessionStorage(
        ContextSource<TContext> contexts,
        IOptions<EntityFrameworkStorageOptions<TSession>> options,
        SessionDialect? dialect = null
    )
    {
        _contexts = contexts;
        _options = options.Value;
        _dialect = dialect;
        _lookups = new SharedLookups(FindOneAsync, FindManyAsync, TimeProvider.System);
    }

    /// <inheritdoc/>
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = id.ToString();
        return new(
            _options.ShareLookups && _model is { Finder.TakesMany: true }
                ? _lookups.FindAsync(key, cancellationToken)
                : FindOneAsync(key, cancellationToken)
        );
    }

    private async Task<SessionRecord?> FindOneAsync(string id, CancellationToken cancellationToken)
    {
        var lease = await _contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var row = await ModelOf(lease.Context)
                .Finder.FindAsync(lease.Context, id, cancellationToken)
                .ConfigureAwait(false);
            return row is null ? null : SessionEntityConverter.Read(row);
        }
        finally
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task FindManyAsync(IReadOnlyList<SharedLookup> lookups, CancellationToken cancellationToken)
    {
        List<SessionEntity> rows;
        var lease = await _contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var ids = lookups.Select(static lookup => lookup.Id).Distinct(StringComparer.Ordinal).ToArray();
            rows = await ModelOf(lease.Context)
                .Finder.FindManyAsync(lease.Context, ids, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }

        var found = rows.ToDictionary(static row => row.Id, StringComparer.Ordinal);
        foreach (var lookup in lookups)
            lookup.Tell(found.GetValueOrDefault(lookup.Id));
    }

    /// <summary>Reads: the provider's execution strategy retries single queries by itself.</summary>
    private async ValueTask<T> ReadAsync<T>(
        Func<DatabaseUnit<TSession>, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lease = await _contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await read(UnitOf(lease.Context), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Writes, under the host's execution strategy. What the database undid to resolve a deadlock is begun again also
    /// where the host has no retrying strategy: nothing of it was done.
    /// </summary>
    private async ValueTask<T> WriteAsync<T>(
        Func<DatabaseUnit<TSession>, CancellationToken, Task<T>> write,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lease = await _contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var unit = UnitOf(lease.Context);
            unit.Context.Database.AutoSavepointsEnabled = false;
            var strategy = unit.Context.Database.CreateExecutionStrategy();
            using var turn = await unit.Dialect.EnterWriteAsync(unit.Context, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                try
                {
                    return await strategy
                        .ExecuteAsync(
                            (unit, write),
                            static (_, state, cancellation) =>
                            {
                                state.unit.Attempt++;
                                state.unit.Context.ChangeTracker.Clear();
                                return state.write(state.unit, cancellation);
                            },
                            verifySucceeded: null,
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                }
                catch (Exception exception)
                    when (!strategy.RetriesOnFailure && unit.Attempt < Attempts && WasUndone(exception))
                {
                    // The other side of the deadlock has gone on; this one may begin again at once.
                }
            }
        }
        finally
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private DatabaseUnit<TSession> UnitOf(TContext context)
    {
        var model = ModelOf(context);
        return new(context, model.Table, model.Dialect);
    }

    /// <summary>The model hardly ever changes; two threads that work it out at once come to the same.</summary>
    private DatabaseModel<TContext, TSession> ModelOf(TContext context)
    {
        var known = _model;
        return known is not null && ReferenceEquals(known.Model, context.Model)
            ? known
            : _model = DatabaseModel<TContext, TSession>.Of(context, _dialect);
    }

    /// <summary>Serialization failure and deadlock, by the codes of the SQL standard and of PostgreSQL.</summary>
    private static bool WasUndone(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbException { SqlState: "40001" or "40P01" })
                return true;
        }

        return false;
    }

    /// <summary>The records of rows; a damaged one is passed over.</summary>
    private static List<SessionRecord> Readable(List<TSession> rows)
    {
        var records = new List<SessionRecord>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                records.Add(SessionEntityConverter.Read(row));
            }
            catch (SessionRecordUnreadableException)
            {
                // Refused when somebody presents its token; a list is no place to fail for it.
            }
        }

        return records;
    }
}
