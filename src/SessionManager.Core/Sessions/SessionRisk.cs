namespace SessionManager.Sessions;

/// <summary>What an enricher found unusual about a sign-in.</summary>
public sealed record SessionRisk
{
    /// <summary>From 0 (nothing unusual) to 100.</summary>
    public int Score { get; init; }

    /// <summary>What was unusual, such as <c>new_device</c>.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
