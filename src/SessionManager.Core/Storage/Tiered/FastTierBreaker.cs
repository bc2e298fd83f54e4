namespace SessionManager.Storage.Tiered;

/// <summary>Keeps reads off a fast tier that failed a moment ago; then lets one of them try it.</summary>
internal sealed class FastTierBreaker(TimeSpan pause, TimeProvider time)
{
    private const long Closed = long.MinValue;

    private readonly long _pause = (long)(pause.TotalSeconds * time.TimestampFrequency);
    private long _openUntil = Closed;

    /// <summary>Whether to try: always, unless it failed lately and nobody has had an answer since.</summary>
    public bool Allows()
    {
        var openUntil = Volatile.Read(ref _openUntil);
        if (openUntil == Closed)
            return true;
        var now = time.GetTimestamp();
        // The one that moves the moment on is the one that tries.
        return now >= openUntil && Interlocked.CompareExchange(ref _openUntil, now + _pause, openUntil) == openUntil;
    }

    /// <returns>Whether it worked until now.</returns>
    public bool Failed() => Interlocked.Exchange(ref _openUntil, time.GetTimestamp() + _pause) == Closed;

    /// <returns>Whether it had failed.</returns>
    public bool Worked() =>
        Volatile.Read(ref _openUntil) != Closed && Interlocked.Exchange(ref _openUntil, Closed) != Closed;
}
