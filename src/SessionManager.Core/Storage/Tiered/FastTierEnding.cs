using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

/// <summary>
/// How a write that failed was to end sessions: those it names are refused, though the durable storage has them live,
/// until the mark is gone.
/// </summary>
/// <param name="UserId">Whose sessions; null when the scope is one session.</param>
/// <param name="Except">A session that stays.</param>
/// <param name="Termination">When, by whom and why.</param>
public sealed record FastTierEnding(string? UserId, SessionId? Except, SessionTermination Termination)
{
    /// <summary>Whether this ends a session that is found in the scope and live.</summary>
    public bool Names(UserSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Termination.Ends(session)
            && (
                UserId is null
                || (
                    string.Equals(UserId, session.UserId, StringComparison.Ordinal)
                    && session.Id != Except
                    && session.CreatedAt <= Termination.At
                )
            );
    }
}
