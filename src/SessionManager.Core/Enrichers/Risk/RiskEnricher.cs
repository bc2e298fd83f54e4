using Microsoft.Extensions.Options;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Enrichers.Risk;

/// <summary>
/// Compares a sign-in with the user's sessions so far and says what is unusual about it. Add it after the device and
/// geolocation enrichers, whose findings it compares.
/// </summary>
/// <remarks>
/// It lets everybody in: what it finds stands on the session (<see cref="UserSession.Risk"/>) and goes into the audit
/// trail as suspicious, and a host may ask for another proof. A user without history has nothing unusual. A session that was
/// found unusual itself says nothing about what the user is used to until another proof was given in it
/// (<see cref="UserSession.AuthenticatedAt"/>): or signing in twice would be enough to look familiar.
/// </remarks>
/// <param name="storage">Where the user's sessions are.</param>
/// <param name="options">What is unusual.</param>
public sealed class RiskEnricher(ISessionStorage storage, IOptions<SessionRiskOptions> options) : ISessionEnricher
{
    private const int NewDeviceScore = 20;
    private const int NewCountryScore = 30;
    private const int ManyAddressesScore = 30;
    private const int ImpossibleTravelScore = 60;
    private const double EarthRadius = 6371;

    private readonly SessionRiskOptions _options = options.Value;

    /// <inheritdoc/>
    public async ValueTask EnrichAsync(SessionEnrichmentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var session = context.Session;
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = session.UserId },
            Limit = _options.History,
        };
        var page = await storage.QueryAsync(query, session.CreatedAt, cancellationToken).ConfigureAwait(false);
        if (page.Sessions.Count == 0)
            return;
        var score = 0;
        List<string> reasons = [];
        var familiar = page.Sessions.Where(static other => !other.IsUnprovedRisk).ToList();
        Find(IsNewDevice(session, familiar), SessionRiskReasons.NewDevice, NewDeviceScore);
        Find(IsNewCountry(session, familiar), SessionRiskReasons.NewCountry, NewCountryScore);
        Find(IsImpossible(session, familiar), SessionRiskReasons.ImpossibleTravel, ImpossibleTravelScore);
        Find(HasManyAddresses(session, page.Sessions), SessionRiskReasons.ManyAddresses, ManyAddressesScore);
        var before = context.Risk;
        context.Risk = new SessionRisk
        {
            Score = Math.Min(100, score + (before?.Score ?? 0)),
            Reasons = [.. before?.Reasons ?? [], .. reasons],
        };

        void Find(bool found, string reason, int weight)
        {
            if (!found)
                return;
            reasons.Add(reason);
            score += weight;
        }
    }

    private static bool IsNewDevice(UserSession session, IReadOnlyList<UserSession> others) =>
        session.Device.Fingerprint is { } fingerprint
        && others.All(other => !string.Equals(other.Device.Fingerprint, fingerprint, StringComparison.Ordinal));

    private static bool IsNewCountry(UserSession session, IReadOnlyList<UserSession> others) =>
        session.Location?.CountryCode is { } country
        && others.Any(static other => other.Location?.CountryCode is not null)
        && others.All(other =>
            !string.Equals(other.Location?.CountryCode, country, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>By the sign-in before, which says where the user was; a session in use may have travelled with them.</summary>
    private bool IsImpossible(UserSession session, IReadOnlyList<UserSession> others)
    {
        if (session.Location is not { Latitude: { } north, Longitude: { } east })
            return false;
        var before = others
            .Where(static other => other.Location is { Latitude: not null, Longitude: not null })
            .MaxBy(static other => other.CreatedAt);
        if (before?.Location is not { Latitude: { } fromNorth, Longitude: { } fromEast })
            return false;
        var distance = Distance(fromNorth, fromEast, north, east);
        var hours = (session.CreatedAt - before.CreatedAt).TotalHours;
        return distance >= _options.MinimumDistance && distance > hours * _options.MaximumSpeed;
    }

    private bool HasManyAddresses(UserSession session, IReadOnlyList<UserSession> others) =>
        others
            .Where(other => session.CreatedAt - other.CreatedAt <= _options.AddressWindow)
            .Append(session)
            .Select(static other => other.IpAddress)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Count() >= _options.ManyAddresses;

    /// <summary>Kilometres along the surface (haversine).</summary>
    private static double Distance(double fromNorth, double fromEast, double toNorth, double toEast)
    {
        var north = Math.Sin(double.DegreesToRadians(toNorth - fromNorth) / 2);
        var east = Math.Sin(double.DegreesToRadians(toEast - fromEast) / 2);
        var part =
            (north * north)
            + (Math.Cos(double.DegreesToRadians(fromNorth)) * Math.Cos(double.DegreesToRadians(toNorth)) * east * east);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(part)));
    }
}
