using System.Net;

namespace SessionManager.Enrichers.Geolocation;

/// <summary>Adds the place of a sign-in, as the host's lookup has it. Looks nothing up for addresses of this machine.</summary>
/// <param name="geolocator">The host's lookup.</param>
public sealed class GeolocationEnricher(ISessionGeolocator geolocator) : ISessionEnricher
{
    /// <inheritdoc/>
    public async ValueTask EnrichAsync(SessionEnrichmentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!IPAddress.TryParse(context.Session.IpAddress, out var address) || IPAddress.IsLoopback(address))
            return;
        context.Location =
            await geolocator.LocateAsync(address, cancellationToken).ConfigureAwait(false) ?? context.Location;
    }
}
