using Microsoft.Extensions.Logging;

namespace SessionManager.EntityFrameworkCore.Audit;

internal sealed partial class AuditChainWriter
{
    [LoggerMessage(
        EventId = 3101,
        EventName = "SessionAuditChainChanged",
        Level = LogLevel.Error,
        Message = "The audit chain {Node} does not end where it should: rows or its record were changed by somebody else. "
            + "Writing goes on behind row {Sequence}; verify the trail."
    )]
    private partial void LogChanged(string node, long sequence);

    [LoggerMessage(
        EventId = 3102,
        EventName = "SessionAuditNodeShared",
        Level = LogLevel.Warning,
        Message = "Another process writes the audit chain {Node}: give each a DatabaseAuditOptions.NodeId of its own."
    )]
    private partial void LogShared(string node);

    [LoggerMessage(
        EventId = 3103,
        EventName = "SessionAuditWrittenBefore",
        Level = LogLevel.Information,
        Message = "A batch of {Count} audit event(s) of {Node} had been committed though the commit was reported as failed."
    )]
    private partial void LogWrittenBefore(string node, int count);
}
