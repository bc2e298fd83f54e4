namespace SessionManager.Sessions;

/// <summary>Where a session was opened, as far as a host's lookup knows.</summary>
public sealed record SessionLocation
{
    /// <summary>ISO 3166-1 alpha-2 code; null when not known.</summary>
    public string? CountryCode { get; init; }

    /// <summary>A city; null when not known.</summary>
    public string? City { get; init; }

    /// <summary>Degrees north; null when not known.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees east; null when not known.</summary>
    public double? Longitude { get; init; }

    /// <summary>City and country as people read them; empty when neither is known.</summary>
    public override string ToString() =>
        string.Join(", ", new[] { City, CountryCode }.Where(static part => !string.IsNullOrEmpty(part)));
}
