using SessionManager.Audit;
using SessionManager.Sessions;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <inheritdoc/>
    public async ValueTask ReportSuspicionAsync(
        SessionSuspicion suspicion,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(suspicion);
        SessionInput.DemandEnding("-", SessionTermination.System, suspicion.Reason);
        cancellationToken.ThrowIfCancellationRequested();
        LogSuspicion(suspicion.Reason, suspicion.SessionId);
        await _audit
            .WriteAsync(
                new SessionAuditEvent
                {
                    Kind = SessionAuditKind.Suspicious,
                    At = Now,
                    SessionId = suspicion.SessionId,
                    UserId = suspicion.UserId,
                    Actor = SessionTermination.System,
                    Reason = suspicion.Reason,
                    IpAddress = SessionInput.IpAddress(suspicion.IpAddress),
                    UserAgent = SessionInput.UserAgent(suspicion.UserAgent),
                },
                CancellationToken.None
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Records what an enricher found unusual about a sign-in that was let in: the user is not kept out by it, and the
    /// session stands whether or not this can be recorded.
    /// </summary>
    private async ValueTask RecordRiskAsync(UserSession session)
    {
        if (session.Risk is not { Reasons.Count: > 0 } risk)
            return;
        LogSuspicion("sign_in_risk", session.Id);
        if (!_audit.IsEnabled)
            return;
        try
        {
            var unusual = SessionAuditEvents.Of(
                SessionAuditKind.Suspicious,
                session,
                session.CreatedAt,
                SessionTermination.System,
                "sign_in_risk"
            );
            await _audit
                .WriteAsync(
                    unusual with
                    {
                        Details = new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            ["score"] = risk.Score.ToString(System.Globalization.CultureInfo.InvariantCulture),
                            ["reasons"] = string.Join(',', risk.Reasons),
                        },
                    },
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (SessionAuditException exception)
        {
            LogRiskNotRecorded(exception, session.Id);
        }
    }
}
