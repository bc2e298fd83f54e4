using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.Sessions;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    [LoggerMessage(
        EventId = 1001,
        EventName = "SessionCreated",
        Level = LogLevel.Information,
        Message = "Session {SessionId} of user {UserId} was opened."
    )]
    private partial void LogCreated(SessionId sessionId, string userId);

    [LoggerMessage(
        EventId = 1002,
        EventName = "SessionRejected",
        Level = LogLevel.Information,
        Message = "A sign-in of user {UserId} was refused: {Outcome}."
    )]
    private partial void LogRejected(string userId, SessionOutcome outcome);

    [LoggerMessage(
        EventId = 1003,
        EventName = "SessionEnded",
        Level = LogLevel.Information,
        Message = "Session {SessionId} was ended by {Actor}: {Reason}."
    )]
    private partial void LogEnded(SessionId sessionId, string actor, string reason);

    [LoggerMessage(
        EventId = 1004,
        EventName = "SessionChanged",
        Level = LogLevel.Debug,
        Message = "{Kind}: session {SessionId}."
    )]
    private partial void LogChanged(SessionAuditKind kind, SessionId sessionId);

    [LoggerMessage(
        EventId = 1005,
        EventName = "SessionTokenReused",
        Level = LogLevel.Warning,
        Message = "Session {SessionId} was ended: a token that had been replaced was presented again."
    )]
    private partial void LogReuse(SessionId sessionId);

    [LoggerMessage(
        EventId = 1006,
        EventName = "SessionRecordUnreadable",
        Level = LogLevel.Error,
        Message = "What is stored of session {SessionId} cannot be read; it is refused and left as it is."
    )]
    private partial void LogUnreadable(Exception exception, SessionId sessionId);

    [LoggerMessage(
        EventId = 1007,
        EventName = "SessionSecurityEvent",
        Level = LogLevel.Warning,
        Message = "Security event {Kind} ended {Count} session(s)."
    )]
    private partial void LogSecurityEvent(SessionSecurityEventKind kind, int count);

    [LoggerMessage(
        EventId = 1008,
        EventName = "SessionUserErased",
        Level = LogLevel.Information,
        Message = "All that was kept of a user was deleted: {Count} session(s)."
    )]
    private partial void LogErased(int count);

    [LoggerMessage(
        EventId = 1009,
        EventName = "SessionsCleanedUp",
        Level = LogLevel.Information,
        Message = "Cleanup marked {Expired} session(s) expired and deleted {Purged}."
    )]
    private partial void LogCleanedUp(int expired, int purged);

    [LoggerMessage(
        EventId = 1020,
        EventName = "SessionSuspicion",
        Level = LogLevel.Warning,
        Message = "Suspicious: {Reason}, session {SessionId}"
    )]
    private partial void LogSuspicion(string reason, SessionId? sessionId);

    [LoggerMessage(
        EventId = 1021,
        EventName = "SessionRiskNotRecorded",
        Level = LogLevel.Error,
        Message = "What was unusual about the sign-in of session {SessionId} could not be recorded in the audit trail"
    )]
    private partial void LogRiskNotRecorded(Exception exception, SessionId sessionId);
}
