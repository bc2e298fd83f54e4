using System.Net;
using SessionManager.Enrichers.Geolocation;
using SessionManager.Sessions;

namespace SessionManager.Dashboard.Tests.Browser;

/// <summary>Knows where the addresses of the tests are.</summary>
internal sealed class Atlas : ISessionGeolocator
{
    public ValueTask<SessionLocation?> LocateAsync(IPAddress address, CancellationToken cancellationToken) =>
        new(
            address.ToString() switch
            {
                "203.0.113.7" => new SessionLocation { CountryCode = "DE", City = "Hamburg" },
                "198.51.100.23" => new SessionLocation { CountryCode = "NL", City = "Utrecht" },
                "192.0.2.44" => new SessionLocation { CountryCode = "BR", City = "Recife" },
                _ => null,
            }
        );
}
