using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

/// <summary>
/// How a write under way ends sessions: until it is done, the sessions it names are refused though the durable storage
/// still has them live, and so they are when it failed halfway, until the mark is gone.
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
        return session.IsLiveAt(Termination.At)
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
