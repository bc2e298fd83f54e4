using SessionManager.Diagnostics;
using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>
/// A storage whose every call ends in time and fails in one way: reads follow the caller's cancellation, writes finish
/// once begun, and whatever goes wrong is a <see cref="SessionStorageException"/>.
/// </summary>
/// <remarks>
/// A call that is answered at once (memory, a cache) goes through without a wrapper or an allocation. A storage that
/// has once not done so is told to stop when its time is over, which takes a token of its own for each call.
/// </remarks>
internal sealed class BoundedSessionStorage(
    ISessionStorage inner,
    TimeSpan timeout,
    TimeProvider time,
    SessionMetrics metrics
) : ISessionStorage
{
    /// <summary>Members that work on many sessions may take this many times as long.</summary>
    private const int BulkFactor = 30;

    private readonly TimeSpan _bulkTimeout = timeout * BulkFactor;
    private volatile bool _takesTime;

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (_takesTime)
            return Read("find", id, static (s, x, ct) => s.FindAsync(x, ct), timeout, cancellationToken);
        ValueTask<SessionRecord?> call;
        try
        {
            call = inner.FindAsync(id, cancellationToken);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw Wrap("find", exception);
        }

        if (call.IsCompletedSuccessfully)
            return call;
        _takesTime = true;
        return Await("find", call, timeout, cancellationToken);
    }

    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    ) =>
        Write(
            "insert",
            (record, limit),
            static (s, x, ct) => s.InsertAsync(x.record, x.limit, ct),
            timeout,
            cancellationToken
        );

    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        Write(
            "replace",
            (record, expectedVersion, now),
            static (s, x, ct) => s.ReplaceAsync(x.record, x.expectedVersion, x.now, ct),
            timeout,
            cancellationToken
        );

    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) =>
        Write(
            "terminate",
            (id, termination),
            static (s, x, ct) => s.TerminateAsync(x.id, x.termination, ct),
            timeout,
            cancellationToken
        );

    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) =>
        Write(
            "terminate_all",
            (userId, except, termination),
            static (s, x, ct) => s.TerminateAllAsync(x.userId, x.except, x.termination, ct),
            _bulkTimeout,
            cancellationToken
        );

    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        Write("touch", touches, static (s, x, ct) => s.TouchAsync(x, ct), timeout, cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) =>
        Write(
            "expire_due",
            (now, batch),
            static (s, x, ct) => s.ExpireDueAsync(x.now, x.batch, ct),
            _bulkTimeout,
            cancellationToken
        );

    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        Write(
            "purge",
            (endedBefore, batch),
            static (s, x, ct) => s.PurgeAsync(x.endedBefore, x.batch, ct),
            _bulkTimeout,
            cancellationToken
        );

    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        Write("erase_user", userId, static (s, x, ct) => s.EraseUserAsync(x, ct), _bulkTimeout, cancellationToken);

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        Read(
            "query",
            (query, now),
            static (s, x, ct) => s.QueryAsync(x.query, x.now, ct),
            _bulkTimeout,
            cancellationToken
        );

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Read("statistics", now, static (s, x, ct) => s.GetStatisticsAsync(x, ct), _bulkTimeout, cancellationToken);

    private async ValueTask<T> Read<TState, T>(
        string operation,
        TState state,
        Func<ISessionStorage, TState, CancellationToken, ValueTask<T>> call,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return await Run(operation, state, call, limit, bound, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A write does not begin for a caller who has left, and does not stop for one who leaves.</summary>
    private async ValueTask<T> Write<TState, T>(
        string operation,
        TState state,
        Func<ISessionStorage, TState, CancellationToken, ValueTask<T>> call,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var bound = new CancellationTokenSource();
        return await Run(operation, state, call, limit, bound, CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<T> Run<TState, T>(
        string operation,
        TState state,
        Func<ISessionStorage, TState, CancellationToken, ValueTask<T>> call,
        TimeSpan limit,
        CancellationTokenSource bound,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var answer = call(inner, state, bound.Token);
            return answer.IsCompletedSuccessfully
                ? answer.Result
                : await Await(operation, answer, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What is still under way is told to stop: its caller no longer waits.
            await bound.CancelAsync().ConfigureAwait(false);
            if (IsFailure(exception, cancellationToken))
                throw Wrap(operation, exception);
            throw;
        }
    }

    private async ValueTask<T> Await<T>(
        string operation,
        ValueTask<T> call,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var measured = metrics.MeasuresStorage;
        var started = measured ? time.GetTimestamp() : 0;
        var failed = true;
        try
        {
            var answer = await call.AsTask().WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
            failed = false;
            return answer;
        }
        catch (TimeoutException exception)
        {
            throw new SessionStorageException(
                $"The storage did not answer '{operation}' within {limit.TotalSeconds} s (SessionManagerOptions.StorageTimeout).",
                exception
            );
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw Wrap(operation, exception);
        }
        finally
        {
            if (measured)
                metrics.StorageTook(operation, time.GetElapsedTime(started), failed);
        }
    }

    private static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is not SessionStorageException
        && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private static SessionStorageException Wrap(string operation, Exception exception) =>
        new($"The storage failed at '{operation}'.", exception);
}
