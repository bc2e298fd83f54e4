using System.Runtime.InteropServices;

namespace SessionManager.Storage;

/// <summary>What became of an insert.</summary>
public enum SessionInsertOutcome
{
    /// <summary>The session is stored.</summary>
    Inserted,

    /// <summary>The user is at the limit and the limit says to refuse. Nothing changed.</summary>
    LimitReached,

    /// <summary>
    /// All sessions of the user were ended after this one's <c>AuthenticatedAt</c>: the sign-in came too late. Nothing
    /// changed.
    /// </summary>
    Superseded,

    /// <summary>A session of this id exists. Nothing changed.</summary>
    Duplicate,
}

/// <summary>The outcome of <see cref="ISessionStorage.InsertAsync"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SessionInsertResult
{
    /// <summary>Makes a result.</summary>
    public SessionInsertResult(SessionInsertOutcome outcome, IReadOnlyList<SessionRecord>? evicted = null)
    {
        Outcome = outcome;
        Evicted = evicted ?? [];
    }

    /// <summary>What became of it.</summary>
    public SessionInsertOutcome Outcome { get; }

    /// <summary>The sessions that ended to make room, as they are now.</summary>
    public IReadOnlyList<SessionRecord> Evicted { get; }
}
