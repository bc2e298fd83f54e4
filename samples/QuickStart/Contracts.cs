using SessionManager.Sessions;

namespace QuickStart;

internal sealed record Login(string? User, string? Password);

internal sealed record Me(string UserId, string? Role, SessionId SessionId, DateTimeOffset ExpiresAt)
{
    public static Me Of(UserSession session) => new(session.UserId, session.Role, session.Id, session.ExpiresAt);
}

internal sealed record Row(
    SessionId Id,
    string UserId,
    bool IsCurrent,
    SessionStatus Status,
    string? Device,
    string? IpAddress,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastActivityAt
)
{
    public static Row Of(UserSession session, SessionId current, DateTimeOffset now) =>
        new(
            session.Id,
            session.UserId,
            session.Id == current,
            session.StatusAt(now),
            session.Device.Name,
            session.IpAddress,
            session.CreatedAt,
            session.LastActivityAt
        );
}

internal sealed record Ended(int Count);
