using SessionManager.Sessions;

namespace SessionManager.Audit;

/// <summary>Makes audit events of sessions.</summary>
internal static class SessionAuditEvents
{
    public static SessionAuditEvent Of(
        SessionAuditKind kind,
        UserSession session,
        DateTimeOffset at,
        string actor,
        string? reason = null
    ) =>
        new()
        {
            Kind = kind,
            At = at,
            SessionId = session.Id,
            UserId = session.UserId,
            Actor = actor,
            Reason = reason,
            IpAddress = session.IpAddress,
            UserAgent = session.UserAgent,
        };

    /// <summary>That a session ended, from its termination.</summary>
    public static SessionAuditEvent Ended(UserSession session)
    {
        var termination = session.Termination!;
        var kind = termination.Status == SessionStatus.Expired ? SessionAuditKind.Expired : SessionAuditKind.Terminated;
        return Of(kind, session, termination.At, termination.By, termination.Reason);
    }
}
