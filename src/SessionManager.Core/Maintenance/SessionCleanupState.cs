namespace SessionManager.Maintenance;

/// <summary>How cleanup has been going, for the health check.</summary>
internal sealed class SessionCleanupState
{
    private int _failures;

    /// <summary>How many runs failed since the last good one.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>When a run last succeeded; null before the first.</summary>
    public DateTimeOffset? LastSuccess { get; private set; }

    public void Succeeded(DateTimeOffset at)
    {
        LastSuccess = at;
        Volatile.Write(ref _failures, 0);
    }

    public void Failed() => Interlocked.Increment(ref _failures);
}
