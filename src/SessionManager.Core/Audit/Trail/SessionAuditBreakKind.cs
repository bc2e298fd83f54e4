namespace SessionManager.Audit.Trail;

/// <summary>What is wrong in a chain.</summary>
public enum SessionAuditBreakKind
{
    /// <summary>A row's hash is not that of its columns: it was changed, or written under another key.</summary>
    Altered,

    /// <summary>A row is gone that later rows follow.</summary>
    Missing,

    /// <summary>A row does not follow the one before: rows changed places, or the one before was written anew.</summary>
    BadLink,

    /// <summary>The last rows are gone.</summary>
    TruncatedTail,

    /// <summary>A row stands before the recorded start or behind the recorded end: it was added, or the record changed.</summary>
    Unrecorded,

    /// <summary>The chain's record was changed, or written under another key.</summary>
    AlteredRecord,

    /// <summary>Rows are there and the chain's record is gone.</summary>
    UnknownChain,
}
