using SessionManager.Audit.Trail;

namespace SessionManager.Dashboard.Admin.AuditTrail;

/// <summary>How far a verification is: a line of its answer.</summary>
internal sealed record VerificationProgress
{
    /// <summary>How many rows have been checked.</summary>
    public long Checked { get; init; }

    /// <summary>What became of it; null while it is at work.</summary>
    public VerificationOutcome? Outcome { get; init; }

    /// <summary>One for each node that has written; null while it is at work.</summary>
    public IReadOnlyList<VerifiedChain>? Chains { get; init; }
}

/// <summary>The chain of one node.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Entries">How many rows were found in order.</param>
/// <param name="Break">What is wrong; null when nothing is.</param>
/// <param name="Sequence">Where; null when it is the chain's record.</param>
internal sealed record VerifiedChain(string Node, long Entries, SessionAuditBreakKind? Break, long? Sequence)
{
    public static VerifiedChain Of(SessionAuditChainReport report) =>
        new(report.NodeId, report.Entries, report.Break?.Kind, report.Break?.Sequence);
}

/// <summary>What became of a verification.</summary>
internal enum VerificationOutcome
{
    /// <summary>Every chain is as it was written.</summary>
    Intact,

    /// <summary>A row was altered, removed or added.</summary>
    Broken,

    /// <summary>The trail could not be read to its end.</summary>
    Unavailable,
}
