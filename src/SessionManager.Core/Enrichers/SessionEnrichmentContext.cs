using SessionManager.Sessions;

namespace SessionManager.Enrichers;

/// <summary>A session in the making, as an enricher sees it. Each enricher works on a copy of its own.</summary>
public sealed class SessionEnrichmentContext
{
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

    /// <summary>The session with what was set.</summary>
    internal UserSession Apply() =>
        Session with
        {
            Device = Device ?? DeviceInfo.Unknown,
            Location = Location,
            Risk = Risk,
        };
}
