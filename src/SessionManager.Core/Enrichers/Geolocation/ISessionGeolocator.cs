using System.Net;
using SessionManager.Sessions;

namespace SessionManager.Enrichers.Geolocation;

/// <summary>The host's own lookup of where an address is: a database, a service, a header of its network.</summary>
/// <remarks>
/// Called once a sign-in, within <c>SessionManagerOptions.EnricherTimeout</c>. One that throws or is late leaves the
/// session without a place and stops nobody. Members may be called at once from several threads.
/// </remarks>
public interface ISessionGeolocator
{
    /// <summary>Where an address is; null when it is not known, as with a private one.</summary>
    ValueTask<SessionLocation?> LocateAsync(IPAddress address, CancellationToken cancellationToken);
}
