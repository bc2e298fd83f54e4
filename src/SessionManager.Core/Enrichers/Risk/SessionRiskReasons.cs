using SessionManager.Sessions;

namespace SessionManager.Enrichers.Risk;

/// <summary>What <see cref="RiskEnricher"/> puts into <see cref="SessionRisk.Reasons"/>.</summary>
public static class SessionRiskReasons
{
    /// <summary>None of the user's sessions was on such a device. Needs the device enricher.</summary>
    public const string NewDevice = "new_device";

    /// <summary>None of the user's sessions was in this country. Needs the geolocation enricher.</summary>
    public const string NewCountry = "new_country";

    /// <summary>Nobody travels so fast from where the user was last. Needs coordinates of the geolocation enricher.</summary>
    public const string ImpossibleTravel = "impossible_travel";

    /// <summary>The user signed in from many addresses in a short time.</summary>
    public const string ManyAddresses = "many_addresses";
}
