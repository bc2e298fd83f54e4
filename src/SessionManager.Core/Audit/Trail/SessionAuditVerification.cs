namespace SessionManager.Audit.Trail;

/// <summary>What a verification of the audit trail found.</summary>
/// <param name="Chains">One report for each node's chain, by the node's name.</param>
public sealed record SessionAuditVerification(IReadOnlyList<SessionAuditChainReport> Chains)
{
    /// <summary>Whether every chain is as it was written.</summary>
    public bool IsIntact => Chains.All(static chain => chain.Break is null);

    /// <summary>How many rows were checked.</summary>
    public long Entries => Chains.Sum(static chain => chain.Entries);
}

/// <summary>What was found in one node's chain.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Entries">How many rows were found in order.</param>
/// <param name="Break">The first that is wrong; null when nothing is.</param>
public sealed record SessionAuditChainReport(string NodeId, long Entries, SessionAuditBreak? Break);

/// <summary>The first place in a chain that is not as it was written.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Sequence">The row; null when it is the chain's record.</param>
public sealed record SessionAuditBreak(SessionAuditBreakKind Kind, long? Sequence);
