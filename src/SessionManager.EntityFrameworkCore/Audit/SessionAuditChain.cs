namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>
/// What is recorded of one node's chain, table <c>session_audit_chains</c>: where it starts and ends. Without it nobody
/// could tell that the last rows were removed.
/// </summary>
/// <remarks>Written by the library only, in the transaction that writes or purges rows.</remarks>
public sealed class SessionAuditChain
{
    /// <summary>The node that writes the chain.</summary>
    public string NodeId { get; internal set; } = string.Empty;

    /// <summary>The sequence of the first row that is kept; one more than <see cref="LastSequence"/> when none is.</summary>
    public long FirstSequence { get; internal set; }

    /// <summary>The sequence of the last row.</summary>
    public long LastSequence { get; internal set; }

    /// <summary>The hash of the last row.</summary>
    public byte[] LastHash { get; internal set; } = [];

    /// <summary>The hash of the row before the first, which was purged; 32 zero bytes when none was.</summary>
    public byte[] AnchorHash { get; internal set; } = [];

    /// <summary>
    /// The hash of this record; 32 zero bytes once the record was found altered, so that later writes do not cover it up.
    /// </summary>
    public byte[] Seal { get; internal set; } = [];
}
