namespace SessionManager.Testing.Storage;

/// <summary>
/// Something that a <see cref="FaultInjectingSessionStorage"/> does at an operation. Disposing it takes it away and
/// lets go whatever it holds.
/// </summary>
public sealed class StorageRule : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<StorageRule, CancellationToken, ValueTask> _act;
    private readonly StorageOperation? _operation;
    private readonly StorageMoment _moment;
    private int _left;
    private int _hits;

    internal StorageRule(
        StorageOperation? operation,
        StorageMoment moment,
        int times,
        Func<StorageRule, CancellationToken, ValueTask> act
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        _operation = operation;
        _moment = moment;
        _left = times;
        _act = act;
    }

    /// <summary>Completes when the first call meets the rule.</summary>
    public Task Reached => _reached.Task;

    /// <summary>How many calls met the rule.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>Lets go the calls that are held, and those that come.</summary>
    public void Release() => _released.TrySetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        Volatile.Write(ref _left, 0);
        Release();
    }

    internal async ValueTask HoldAsync(CancellationToken cancellationToken) =>
        await _released.Task.WaitAsync(cancellationToken);

    internal async ValueTask MeetAsync(
        StorageOperation operation,
        StorageMoment moment,
        CancellationToken cancellationToken
    )
    {
        if (moment != _moment || (_operation ?? operation) != operation || Interlocked.Decrement(ref _left) < 0)
            return;
        Interlocked.Increment(ref _hits);
        _reached.TrySetResult();
        await _act(this, cancellationToken);
    }
}
