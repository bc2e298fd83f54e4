namespace SessionManager.Dashboard.Tests.Browser;

/// <summary>What a browser is like.</summary>
internal sealed record WindowOptions
{
    public string UserAgent { get; init; } = Device.Mac;

    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 900;

    public bool HasTouch { get; init; }

    public bool IsDark { get; init; }

    public bool ReducedMotion { get; init; } = true;

    public bool ForcedColors { get; init; }

    public float Scale { get; init; } = 1;

    public string Locale { get; init; } = "en-GB";

    public bool JavaScript { get; init; } = true;

    /// <summary>A phone.</summary>
    public static WindowOptions Narrow { get; } =
        new()
        {
            UserAgent = Device.Phone,
            Width = 390,
            Height = 844,
            HasTouch = true,
        };
}
