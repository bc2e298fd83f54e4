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
    /// Whether <c>POST /sessions/transfer</c> gives a user a one-time code, and <c>POST /sessions/transfer/redeem</c> opens
    /// a session on another device for it.
    /// </summary>
    /// <value>Default false.</value>
    public bool AllowTransfer { get; set; }

    /// <summary>
    /// How long ago the user may have proved who they are to be given such a code; more than zero. A script on a page of
    /// the host's could ask for one: with this it gets none hours after the sign-in.
    /// </summary>
    /// <value>Default null: however long ago.</value>
    public TimeSpan? TransferFreshness { get; set; }

    /// <summary>
    /// The host's rate limiter policy for the endpoints that hand out tokens or codes: create, refresh, and transfer where
    /// it is mapped.
    /// Needs <c>app.UseRateLimiter()</c>.
    /// </summary>
    /// <value>Default null: no limit.</value>
    public string? RateLimiterPolicy { get; set; }

    /// <summary>
    /// Whether <c>POST /refresh</c> is mapped. A host that maps the API in a second place leaves it out there, so that
    /// tokens come from one address with one rate limit.
    /// </summary>
    /// <value>Default true.</value>
    public bool MapRefresh { get; set; } = true;
}
