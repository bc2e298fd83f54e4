using SessionManager.Backends;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Testing.Management;

namespace SessionManager.Jwt.Tests.Conformance;

/// <summary>A whole manager with access and refresh tokens.</summary>
public abstract class JwtManagerConformance : SessionManagerConformance
{
    /// <summary>
    /// The suite holds one token over hours of use and refreshes nothing: the access token lives as long as a session
    /// may, so that the session is what decides.
    /// </summary>
    protected override ISessionBackend CreateBackend(IServiceProvider services) =>
        JwtParts.Backend(Clock, static options => options.AccessTokenLifetime = TimeSpan.FromDays(1));
}
