namespace SessionManager.Enrichers.Risk;

/// <summary>What <see cref="RiskEnricher"/> finds unusual.</summary>
public sealed class SessionRiskOptions
{
    /// <summary>How many of the user's latest sessions a sign-in is compared with, ended ones included. 1 to 1000.</summary>
    /// <value>Default 50.</value>
    public int History { get; set; } = 50;

    /// <summary>From how many kilometres an hour between two sign-ins on nobody can have travelled so. More than zero.</summary>
    /// <value>Default 900, as an airliner flies.</value>
    public double MaximumSpeed { get; set; } = 900;

    /// <summary>Below how many kilometres two places are taken for one, since lookups are rough. Zero or more.</summary>
    /// <value>Default 500.</value>
    public double MinimumDistance { get; set; } = 500;

    /// <summary>From how many addresses within <see cref="AddressWindow"/> on it is many. At least 2.</summary>
    /// <value>Default 5.</value>
    public int ManyAddresses { get; set; } = 5;

    /// <summary>In what time. More than zero.</summary>
    /// <value>Default 1 hour.</value>
    public TimeSpan AddressWindow { get; set; } = TimeSpan.FromHours(1);
}
