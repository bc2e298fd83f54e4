using Microsoft.Extensions.Logging;
using SessionManager.Sessions;

namespace SessionManager.Audit.Logger;

/// <summary>
/// Writes each event as one structured log entry of category <c>SessionManager.Audit.Logger.LoggerAuditBackend</c>.
/// Text that a client chose is cleaned of line breaks, escapes and direction marks, so that it cannot forge an entry.
/// </summary>
public sealed partial class LoggerAuditBackend(ILogger<LoggerAuditBackend> logger) : ISessionAuditBackend
{
    /// <inheritdoc/>
    public ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var auditEvent in events)
        {
            var level = LevelOf(auditEvent.Kind);
            if (!logger.IsEnabled(level))
                continue;
            LogEvent(
                level,
                auditEvent.Kind,
                auditEvent.SessionId?.ToString(),
                PlainText.Clean(auditEvent.UserId),
                PlainText.Clean(auditEvent.Actor),
                PlainText.Clean(auditEvent.Reason),
                PlainText.Clean(auditEvent.IpAddress),
                PlainText.Clean(auditEvent.UserAgent),
                auditEvent.At
            );
        }

        return default;
    }

    private static LogLevel LevelOf(SessionAuditKind kind) =>
        kind switch
        {
            SessionAuditKind.Suspicious or SessionAuditKind.SecurityEvent => LogLevel.Warning,
            SessionAuditKind.Accessed => LogLevel.Debug,
            _ => LogLevel.Information,
        };

    [LoggerMessage(
        EventId = 1210,
        EventName = "SessionAudit",
        Message = "Session {Kind}: {SessionId} of {UserId} by {Actor} for {Reason} from {IpAddress} ({UserAgent}) at {At:O}"
    )]
    private partial void LogEvent(
        LogLevel level,
        SessionAuditKind kind,
        string? sessionId,
        string? userId,
        string? actor,
        string? reason,
        string? ipAddress,
        string? userAgent,
        DateTimeOffset at
    );
}
