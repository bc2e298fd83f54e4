using SessionManager.Sessions;

namespace JwtApi;

internal sealed record Login(string? User, string? Password);

internal sealed record Me(string UserId, string SessionId, DateTimeOffset LastActivityAt)
{
    public static Me Of(UserSession session) => new(session.UserId, session.Id.ToString(), session.LastActivityAt);
}
