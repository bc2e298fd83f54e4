namespace SessionManager.Cli.Tests.Stores;

/// <summary>The system's clock, which the tool runs by, or so long ago.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Behind { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - Behind;
}
