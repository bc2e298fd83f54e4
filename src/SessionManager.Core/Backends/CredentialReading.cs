using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Backends;

/// <summary>
/// What a backend read from a presented credential. Nothing in it is verified but what a backend verifies without a
/// record, such as a signature.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct CredentialReading
{
    /// <summary>A well-formed credential that is good for everything.</summary>
    /// <param name="id">The session it speaks of.</param>
    /// <param name="secret">The proof.</param>
    /// <param name="state">What else the backend wants to see again in <see cref="ISessionBackend.Judge"/>; null for nothing.</param>
    public CredentialReading(SessionId id, SessionSecret secret, object? state = null)
        : this(id, secret, CredentialUses.All, state) { }

    /// <summary>A well-formed credential of a backend that keeps access and refresh apart.</summary>
    /// <param name="id">The session it speaks of.</param>
    /// <param name="secret">The proof; the default when it is all in <paramref name="state"/>.</param>
    /// <param name="uses">What it may be presented for.</param>
    /// <param name="state">What else the backend wants to see again in <see cref="ISessionBackend.Judge"/>; null for nothing.</param>
    /// <param name="vouched">The session as the credential itself proves it; see <see cref="Vouched"/>.</param>
    public CredentialReading(
        SessionId id,
        SessionSecret secret,
        CredentialUses uses,
        object? state = null,
        UserSession? vouched = null
    )
    {
        Id = id;
        Secret = secret;
        Uses = uses;
        State = state;
        Vouched = vouched;
    }

    private CredentialReading(bool isExpired) => IsExpired = isExpired;

    /// <summary>Not a credential of this backend.</summary>
    public static CredentialReading Malformed => default;

    /// <summary>A credential of this backend that carries its own end, and is past it.</summary>
    public static CredentialReading Expired => new(isExpired: true);

    /// <summary>Whether it has the form of a credential and is within the time it carries, if it carries any.</summary>
    public bool IsWellFormed => Uses != CredentialUses.None;

    /// <summary>Whether it was refused only because the time it carries is over.</summary>
    public bool IsExpired { get; }

    /// <summary>What it may be presented for.</summary>
    public CredentialUses Uses { get; }

    /// <summary>The session it speaks of.</summary>
    public SessionId Id { get; }

    /// <summary>The proof.</summary>
    public SessionSecret Secret { get; }

    /// <summary>The backend's own.</summary>
    public object? State { get; }

    /// <summary>
    /// The session as the credential alone proves it: nobody asks the storage then, so an end of the session is not
    /// seen. Null, as it should be almost always, when the record decides.
    /// </summary>
    public UserSession? Vouched { get; }

    /// <summary>Whether it may be presented for this.</summary>
    public bool IsFor(CredentialUses use) => (Uses & use) != CredentialUses.None;

    /// <summary>Only the id.</summary>
    public override string ToString() => IsWellFormed ? $"credential for {Id}" : "malformed credential";
}
