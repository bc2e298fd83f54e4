namespace SessionManager.Sessions;

/// <summary>What is known of the device a session was opened on. A guess from what the client said: never a proof.</summary>
public sealed record DeviceInfo
{
    /// <summary>Nothing known.</summary>
    public static DeviceInfo Unknown { get; } = new();

    /// <summary>The kind of device.</summary>
    public DeviceType Type { get; init; }

    /// <summary>A name for people, such as <c>iPhone</c> or <c>Mac</c>; null when not known.</summary>
    public string? Name { get; init; }

    /// <summary>The browser or app; null when not known.</summary>
    public string? Browser { get; init; }

    /// <summary>The operating system; null when not known.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>A value that tells devices of one user apart; null when no enricher made one. Not a secret and not a proof.</summary>
    public string? Fingerprint { get; init; }
}
