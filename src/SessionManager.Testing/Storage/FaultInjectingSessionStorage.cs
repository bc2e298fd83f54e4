using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Testing.Storage;

/// <summary>
/// A storage that counts its calls, fails, hangs, loses answers, or runs a test's code before or after an operation:
/// "end the session between the manager's read and its write" is one line, and happens every time.
/// </summary>
/// <remarks>
/// Rules apply in the order in which they were added. An operation that a rule's own code calls meets the rules too,
/// so a rule is for one call unless more are asked for. Thread-safe.
/// </remarks>
public sealed class FaultInjectingSessionStorage : ISessionStorage
{
    private readonly int[] _calls = new int[Enum.GetValues<StorageOperation>().Length];
    private readonly ISessionStorage _inner;
    private volatile StorageRule[] _rules = [];
    private readonly Lock _gate = new();

    /// <summary>Stands in front of a storage.</summary>
    public FaultInjectingSessionStorage(ISessionStorage inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
    }

    /// <summary>How many calls there were in all, failed ones included.</summary>
    public int TotalCalls => Enum.GetValues<StorageOperation>().Sum(Calls);

    /// <summary>How many calls of an operation there were, failed ones included.</summary>
    public int Calls(StorageOperation operation) => Volatile.Read(ref _calls[(int)operation]);

    /// <summary>Runs code before an operation is done.</summary>
    public StorageRule Before(StorageOperation operation, Func<CancellationToken, ValueTask> hook, int times = 1) =>
        Add(new(operation, StorageMoment.Before, times, (_, token) => hook(token)));

    /// <summary>Runs code after an operation is done, before its caller has the answer.</summary>
    public StorageRule After(StorageOperation operation, Func<CancellationToken, ValueTask> hook, int times = 1) =>
        Add(new(operation, StorageMoment.After, times, (_, token) => hook(token)));

    /// <summary>Throws instead of doing an operation, or (<see cref="StorageMoment.After"/>) does it and loses the answer.</summary>
    /// <param name="operation">Which; null for every one.</param>
    /// <param name="moment">Whether the work is done before it fails.</param>
    /// <param name="exception">What to throw; null for a <see cref="SessionStorageException"/>.</param>
    /// <param name="times">How many calls fail.</param>
    public StorageRule Fail(
        StorageOperation? operation = null,
        StorageMoment moment = StorageMoment.Before,
        Exception? exception = null,
        int times = int.MaxValue
    ) =>
        Add(
            new(
                operation,
                moment,
                times,
                (_, _) =>
                    ValueTask.FromException(exception ?? new SessionStorageException("The storage is told to fail."))
            )
        );

    /// <summary>Holds calls until <see cref="StorageRule.Release"/>, or until they are cancelled.</summary>
    /// <param name="operation">Which; null for every one.</param>
    /// <param name="moment">Whether the work is done before the answer is held.</param>
    /// <param name="times">How many calls are held.</param>
    public StorageRule Hold(
        StorageOperation? operation = null,
        StorageMoment moment = StorageMoment.Before,
        int times = int.MaxValue
    ) => Add(new(operation, moment, times, static (rule, token) => rule.HoldAsync(token)));

    /// <inheritdoc/>
    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    ) => RunAsync(StorageOperation.Insert, token => _inner.InsertAsync(record, limit, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        RunAsync(StorageOperation.Find, token => _inner.FindAsync(id, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => RunAsync(StorageOperation.Query, token => _inner.QueryAsync(query, now, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        RunAsync(StorageOperation.Touch, token => _inner.TouchAsync(touches, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            StorageOperation.Replace,
            token => _inner.ReplaceAsync(record, expectedVersion, now, token),
            cancellationToken
        );

    /// <inheritdoc/>
    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) =>
        RunAsync(StorageOperation.Terminate, token => _inner.TerminateAsync(id, termination, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            StorageOperation.TerminateAll,
            token => _inner.TerminateAllAsync(userId, except, termination, token),
            cancellationToken
        );

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) => RunAsync(StorageOperation.ExpireDue, token => _inner.ExpireDueAsync(now, batch, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        RunAsync(StorageOperation.Purge, token => _inner.PurgeAsync(endedBefore, batch, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        RunAsync(StorageOperation.EraseUser, token => _inner.EraseUserAsync(userId, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        RunAsync(StorageOperation.GetStatistics, token => _inner.GetStatisticsAsync(now, token), cancellationToken);

    private StorageRule Add(StorageRule rule)
    {
        lock (_gate)
            _rules = [.. _rules, rule];
        return rule;
    }

    private async ValueTask<T> RunAsync<T>(
        StorageOperation operation,
        Func<CancellationToken, ValueTask<T>> work,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Increment(ref _calls[(int)operation]);
        foreach (var rule in _rules)
            await rule.MeetAsync(operation, StorageMoment.Before, cancellationToken);
        var result = await work(cancellationToken);
        foreach (var rule in _rules)
            await rule.MeetAsync(operation, StorageMoment.After, cancellationToken);
        return result;
    }
}
