namespace Demo;

/// <summary>A clock that is put forward, so that an hour takes no time.</summary>
internal sealed class DemoClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
}
