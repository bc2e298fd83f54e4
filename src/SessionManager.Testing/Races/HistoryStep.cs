using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Testing.Races;

/// <summary>
/// One call on one session: when it began and ended in the order of all beginnings and ends, and whether what it
/// reported can be true of a state.
/// </summary>
/// <param name="Began">Its place among all beginnings and ends.</param>
/// <param name="Returned">Its place among all beginnings and ends.</param>
/// <param name="Apply">The state after it, or null if in this state it could not have reported what it did.</param>
/// <param name="Text">What it was, for a message.</param>
internal sealed record HistoryStep(int Began, int Returned, Func<HistoryState, HistoryState?> Apply, string Text);

/// <summary>What matters of a session, as a single thread would see it.</summary>
internal sealed record HistoryState(long Version, long LastActivity, long Expires, long? EndedAt, SecretHash Secret)
{
    public static HistoryState Of(SessionRecord record) =>
        new(
            record.Version,
            record.Session.LastActivityAt.UtcTicks,
            record.Session.ExpiresAt.UtcTicks,
            record.Session.Termination?.At.UtcTicks,
            record.SecretHash
        );

    public bool IsLiveAt(DateTimeOffset at) => EndedAt is null && at.UtcTicks < Expires;
}
