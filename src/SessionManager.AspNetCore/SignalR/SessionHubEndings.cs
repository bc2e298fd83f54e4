using SessionManager.Audit;

namespace SessionManager.AspNetCore.SignalR;

/// <summary>
/// Closes the connections of sessions that end, or change their rights or their secret, in this process: the audit trail
/// tells it of all of them, whoever caused it, within moments.
/// </summary>
internal sealed class SessionHubEndings(SessionHubConnections connections) : ISessionAuditBackend
{
    public ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        foreach (var one in events)
        {
            switch (one.Kind)
            {
                case SessionAuditKind.Terminated or SessionAuditKind.Expired when one.SessionId is { } ended:
                    connections.Abort(ended);
                    break;
                case SessionAuditKind.RolesChanged or SessionAuditKind.Rotated when one.SessionId is { } changed:
                    // Also one that was opened while that was written: it may have come by the secret of before. Who has the
                    // new one connects again.
                    connections.Abort(changed);
                    break;
                case SessionAuditKind.UserErased when one.UserId is { } userId:
                    connections.AbortUser(userId);
                    break;
            }
        }

        return default;
    }
}
