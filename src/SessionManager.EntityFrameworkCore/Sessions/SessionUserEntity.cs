using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Sessions;

/// <summary>
/// One row a user who has sessions: what sign-ins of one user lock, so that the limit and the "ended before" mark hold
/// on any number of nodes.
/// </summary>
public class SessionUserEntity
{
    /// <summary>The user. Primary key.</summary>
    public string UserId { get; set; } = string.Empty;

    /// <summary>
    /// No session authenticated before this moment may be inserted (<see cref="ISessionStorage.TerminateAllAsync"/>);
    /// null when all sessions of the user were never ended.
    /// </summary>
    public DateTime? EndedBefore { get; set; }

    /// <summary>When a purge next looks whether <see cref="EndedBefore"/> is still needed.</summary>
    public DateTime? ReviewAt { get; set; }
}
