namespace SessionManager.Cli.Output;

internal sealed record SessionListAnswer(IReadOnlyList<SessionView> Sessions, string? Next);

internal sealed record ValidateAnswer(bool Valid, string Reason, SessionView? Session);

internal sealed record EndedAnswer(int Ended, string By, string Reason, bool Audited);

internal sealed record ErasedAnswer(int Erased, string By, bool Audited);

internal sealed record CleanupAnswer(int Expired, int Deleted, bool DryRun);

internal sealed record StatisticsAnswer(
    DateTimeOffset At,
    long Active,
    long Idle,
    long Expired,
    long Terminated,
    long Live,
    long Total,
    long Users
);

internal sealed record AuditListAnswer(IReadOnlyList<AuditEventView> Events, string? Next);

internal sealed record AuditVerifyAnswer(bool Intact, long Entries, IReadOnlyList<AuditChainView> Chains);

internal sealed record AuditChainView(string Node, long Entries, string? Break, long? Sequence);

internal sealed record SchemaAppliedAnswer(IReadOnlyList<string> Applied);

internal sealed record SchemaRolledBackAnswer(bool RolledBack);

internal sealed record SchemaVerifiedAnswer(bool Ok, IReadOnlyList<string> Problems);

internal sealed record DoctorAnswer(bool Ok, IReadOnlyList<DoctorFinding> Checks);

/// <param name="Check">What was looked at.</param>
/// <param name="Result">ok, warning or failed.</param>
/// <param name="Message">What was found, and what to do about it.</param>
internal sealed record DoctorFinding(string Check, string Result, string Message);

internal sealed record ImportAnswer(int Imported, int Present, int Marks);
