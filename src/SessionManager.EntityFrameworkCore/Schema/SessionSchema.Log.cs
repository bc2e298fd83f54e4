using Microsoft.Extensions.Logging;

namespace SessionManager.EntityFrameworkCore.Schema;

public sealed partial class SessionSchema<TContext>
{
    [LoggerMessage(
        EventId = 3121,
        EventName = "SessionSchemaApplying",
        Level = LogLevel.Information,
        Message = "Session schema of {Context}: {Count} migration(s) to apply"
    )]
    private partial void LogApplying(string context, int count);

    [LoggerMessage(
        EventId = 3122,
        EventName = "SessionSchemaApplied",
        Level = LogLevel.Information,
        Message = "Session schema of {Context} is up to date; applied: {Migrations}"
    )]
    private partial void LogApplied(string context, string migrations);

    [LoggerMessage(
        EventId = 3123,
        EventName = "SessionSchemaRolledBack",
        Level = LogLevel.Warning,
        Message = "Session schema of {Context} was rolled back: its tables are gone"
    )]
    private partial void LogRolledBack(string context);

    [LoggerMessage(
        EventId = 3124,
        EventName = "SessionSchemaVerified",
        Level = LogLevel.Information,
        Message = "Session schema of {Context} was verified: {Count} problem(s)"
    )]
    private partial void LogVerified(string context, int count);
}
