using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Backends;

/// <summary>Makes and judges credentials: the strategy behind a token. It does no storage work of its own.</summary>
/// <remarks>
/// All members may be called at once from any thread. None throws for what a client presented: garbage is
/// <see cref="CredentialReading.Malformed"/>. No member logs a credential.
/// </remarks>
public interface ISessionBackend
{
    /// <summary>A short name for logs and metrics, such as <c>opaque</c>.</summary>
    string Name { get; }

    /// <summary>Makes the first credentials of a session.</summary>
    ValueTask<IssuedCredentials> IssueAsync(UserSession session, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what a client presented, without I/O and without trusting it: which session it speaks of, and the proof.
    /// Anything but the one canonical spelling is <see cref="CredentialReading.Malformed"/>.
    /// </summary>
    /// <remarks>
    /// A backend whose access and refresh credentials differ says in <see cref="CredentialReading.Uses"/> which one it is:
    /// the manager lets nobody in with the one and renews nothing for the other.
    /// </remarks>
    CredentialReading Read(ReadOnlySpan<char> presented);

    /// <summary>
    /// Judges a proof against a record, in constant time. It judges the credential alone: whether the session is still
    /// live is the caller's to ask.
    /// </summary>
    /// <param name="record">The record of <see cref="CredentialReading.Id"/>.</param>
    /// <param name="reading">What <see cref="Read"/> returned.</param>
    /// <param name="now">The present moment.</param>
    CredentialVerdict Judge(SessionRecord record, in CredentialReading reading, DateTimeOffset now);

    /// <summary>
    /// Makes the credentials that follow. For a reading judged <see cref="CredentialVerdict.Accepted"/>: new ones, whose
    /// <see cref="IssuedCredentials.Replaced"/> keeps the old one good until <paramref name="graceUntil"/>. For one judged
    /// <see cref="CredentialVerdict.AcceptedInGrace"/>: the identical successor, with
    /// <see cref="IssuedCredentials.IsSuccessor"/> set, and nothing to store.
    /// </summary>
    /// <param name="record">
    /// The record as it was read, with the session as it will be stored: renewed, and with the ends it has from now on.
    /// </param>
    /// <param name="reading">What <see cref="Read"/> returned, judged against the record.</param>
    /// <param name="graceUntil">Until when the old credentials stay good.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SessionRecordUnreadableException">The successor in the record is damaged.</exception>
    ValueTask<IssuedCredentials> RefreshAsync(
        SessionRecord record,
        CredentialReading reading,
        DateTimeOffset graceUntil,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// What the storage keeps of a replaced secret once it is accepted no more: enough to know it again, and nothing that
    /// yields its successor.
    /// </summary>
    /// <param name="replaced">What <see cref="RefreshAsync"/> made.</param>
    /// <returns>The very same instance when there is nothing to take away, as unless a backend says otherwise.</returns>
    ReplacedSecret AfterGrace(ReplacedSecret replaced) => replaced;
}
