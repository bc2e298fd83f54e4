using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>Options of <see cref="DatabaseSessionStorage{TContext, TSession}"/>.</summary>
public sealed class EntityFrameworkStorageOptions<TSession>
    where TSession : SessionEntity
{
    /// <summary>
    /// Fills the columns that the host's entity adds, once, before a session's row is inserted. It runs inside the
    /// transaction: it must be quick and do no I/O. What it throws fails the sign-in.
    /// </summary>
    /// <value>Default null: nothing.</value>
    public Action<TSession, UserSession>? OnInserting { get; set; }

    /// <summary>
    /// Whether look-ups that come while others are under way are read together, by one statement, where the database can
    /// (PostgreSQL). Each still sees what is stored at the time, and one that comes alone goes alone. Turn it off when what
    /// a context connects to depends on the request it is made in: a statement that is shared belongs to none.
    /// </summary>
    /// <value>Default true.</value>
    public bool ShareLookups { get; set; } = true;
}
