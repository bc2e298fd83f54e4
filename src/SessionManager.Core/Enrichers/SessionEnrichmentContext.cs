using SessionManager.Sessions;

namespace SessionManager.Enrichers;

/// <summary>A session in the making, as an enricher sees it. Each enricher works on a copy of its own.</summary>
public sealed class SessionEnrichmentContext
{
    private const int MaxName = 128;
    private const int MaxCode = 8;
    private const int MaxReasons = 16;

    /// <summary>Begins with what is known of a session.</summary>
    public SessionEnrichmentContext(UserSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Session = session;
        Device = session.Device;
        Location = session.Location;
        Risk = session.Risk;
    }

    /// <summary>The session so far, with the address and the user agent that the host gave.</summary>
    public UserSession Session { get; }

    /// <summary>What is known of the device.</summary>
    public DeviceInfo Device { get; set; }

    /// <summary>Where the session is opened.</summary>
    public SessionLocation? Location { get; set; }

    /// <summary>What is unusual about the sign-in.</summary>
    public SessionRisk? Risk { get; set; }

    /// <summary>The session with what was set, as clean and as long as a storage may expect.</summary>
    internal UserSession Apply() =>
        Session with
        {
            Device = Bound(Device ?? DeviceInfo.Unknown),
            Location = Location is null
                ? null
                : Location with
                {
                    CountryCode = PlainText.Clean(Location.CountryCode, MaxCode),
                    City = PlainText.Clean(Location.City, MaxName),
                },
            Risk = Risk is null
                ? null
                : new()
                {
                    Score = Math.Clamp(Risk.Score, 0, 100),
                    Reasons =
                    [
                        .. Risk.Reasons.Take(MaxReasons).Select(static reason => PlainText.Clean(reason, MaxName)),
                    ],
                },
        };

    private static DeviceInfo Bound(DeviceInfo device) =>
        ReferenceEquals(device, DeviceInfo.Unknown)
            ? device
            : device with
            {
                Name = PlainText.Clean(device.Name, MaxName),
                Browser = PlainText.Clean(device.Browser, MaxName),
                OperatingSystem = PlainText.Clean(device.OperatingSystem, MaxName),
                Fingerprint = PlainText.Clean(device.Fingerprint, MaxName),
            };
}
