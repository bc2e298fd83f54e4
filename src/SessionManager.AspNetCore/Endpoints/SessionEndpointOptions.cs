using SessionManager.Management;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>What <c>app.MapSessions()</c> maps beside its usual endpoints.</summary>
public sealed class SessionEndpointOptions
{
    /// <summary>
    /// Says who may be given a session by <c>POST /sessions/create</c>, and with which roles: the request to open it
    /// with, or null for 404. Without one the endpoint is not there. It is for services that open sessions for others:
    /// the caller needs a session of their own, presented as a token and not as a cookie, and may name another user only
    /// as an admin.
    /// </summary>
    /// <value>Default null.</value>
    public Func<SessionCreateContext, ValueTask<SessionCreateRequest?>>? CreateSession { get; set; }

    /// <summary>
    /// The host's rate limiter policy for the endpoints that hand out tokens: create, and refresh where it is mapped.
    /// Needs <c>app.UseRateLimiter()</c>.
    /// </summary>
    /// <value>Default null: no limit.</value>
    public string? RateLimiterPolicy { get; set; }
}
