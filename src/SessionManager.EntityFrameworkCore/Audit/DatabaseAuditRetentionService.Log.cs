using Microsoft.Extensions.Logging;

namespace SessionManager.EntityFrameworkCore.Audit;

internal sealed partial class DatabaseAuditRetentionService
{
    [LoggerMessage(
        EventId = 3111,
        EventName = "SessionAuditPurgeFailed",
        Level = LogLevel.Error,
        Message = "Old audit events could not be deleted; the next run tries again."
    )]
    private partial void LogFailed(Exception exception);
}
