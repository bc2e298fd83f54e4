using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SessionManager.Backends;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Jwt.Tokens;

/// <summary>
/// An opaque refresh token: the id of the session, 256 random bits that each rotation replaces, and 128 random bits that
/// all tokens of one line of rotations share, so that every one of them is known again however long it has been replaced.
/// </summary>
/// <remarks>
/// Kept is one hash over both parts, under a name of its own: neither part can be exchanged, and an opaque session token,
/// whose hash is another, never passes for a refresh token, nor the other way round.
/// </remarks>
internal sealed class RefreshToken
{
    public const int Length = IdLength + 1 + SessionSecret.Length + 1 + FamilyLength;
    private const int IdLength = SessionId.Length - 5;
    private const int FamilyBytes = 16;
    private const int FamilyLength = 22;
    private const int FamilyProofBytes = 16;

    private readonly byte[] _family;

    private RefreshToken(SessionId id, SessionSecret secret, byte[] family)
    {
        Id = id;
        Secret = secret;
        _family = family;
    }

    public SessionId Id { get; }

    public SessionSecret Secret { get; }

    /// <summary>The first of a new line.</summary>
    public static RefreshToken Create(SessionId id) =>
        new(id, SessionSecret.Create(), RandomNumberGenerator.GetBytes(FamilyBytes));

    /// <summary>Reads the text form. Only the one canonical spelling is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out RefreshToken? token)
    {
        token = null;
        const int secretAt = IdLength + 1;
        const int familyAt = secretAt + SessionSecret.Length + 1;
        if (text.Length != Length || text[IdLength] != '.' || text[familyAt - 1] != '.')
            return false;
        Span<char> id = stackalloc char[SessionId.Length];
        SessionId.Prefix.CopyTo(id);
        text[..IdLength].CopyTo(id[SessionId.Prefix.Length..]);
        if (
            SessionId.TryParse(id, out var session)
            && SessionSecret.TryParse(text.Slice(secretAt, SessionSecret.Length), out var secret)
            && CanonicalBase64Url.Decode(text[familyAt..]) is { Length: FamilyBytes } family
        )
        {
            token = new RefreshToken(session, secret, family);
        }

        return token is not null;
    }

    /// <summary>The one that takes this one's place.</summary>
    public RefreshToken Next() => new(Id, SessionSecret.Create(), _family);

    /// <summary>What the storage keeps to recognise this token.</summary>
    public SecretHash Hash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. "session-manager refresh token"u8, .. Secret.Bytes, .. _family], hash);
        return new SecretHash(hash);
    }

    /// <summary>What the storage keeps of this token once its successor is current.</summary>
    public ReplacedSecret ReplacedBy(RefreshToken successor, DateTimeOffset graceUntil) =>
        new()
        {
            Hash = Hash(),
            AcceptedUntil = graceUntil,
            SealedSuccessor = (byte[])[.. SuccessorSeal.Close(successor.Secret, Secret), .. FamilyProof()],
        };

    /// <summary>The token that took this one's place, from what <see cref="ReplacedBy"/> kept.</summary>
    /// <exception cref="SessionRecordUnreadableException">What was kept is damaged.</exception>
    public RefreshToken Successor(ReplacedSecret replaced)
    {
        var seal = replaced.SealedSuccessor.Span;
        return seal.Length == SuccessorSeal.ByteLength + FamilyProofBytes
            ? new RefreshToken(Id, SuccessorSeal.Open(seal[..SuccessorSeal.ByteLength], Secret), _family)
            : throw new SessionRecordUnreadableException("The sealed successor of a refresh token is damaged.");
    }

    /// <summary>What <see cref="ReplacedBy"/> kept, without the successor: the line is known by it as before.</summary>
    public static ReplacedSecret WithoutSuccessor(ReplacedSecret replaced) =>
        replaced.SealedSuccessor.Length <= FamilyProofBytes
            ? replaced
            : replaced with
            {
                SealedSuccessor = replaced.SealedSuccessor[^FamilyProofBytes..].ToArray(),
            };

    /// <summary>Whether this token is of the line that a record continues.</summary>
    public bool IsRelatedTo(ReplacedSecret replaced)
    {
        var kept = replaced.SealedSuccessor.Span;
        return kept.Length is FamilyProofBytes or SuccessorSeal.ByteLength + FamilyProofBytes
            && CryptographicOperations.FixedTimeEquals(kept[^FamilyProofBytes..], FamilyProof());
    }

    /// <summary>The token as the client must present it. Hand it to the client and to nobody else.</summary>
    public string Reveal()
    {
        Span<char> secret = stackalloc char[SessionSecret.Length];
        Secret.TryFormat(secret);
        return $"{Id.ToString().AsSpan(SessionId.Prefix.Length)}.{secret}.{Base64Url.EncodeToString(_family)}";
    }

    /// <summary>The id and a placeholder: the rest must not reach a log.</summary>
    public override string ToString() => $"{Id}.[refresh token]";

    private byte[] FamilyProof() =>
        SHA256.HashData([.. "session-manager refresh family"u8, .. _family])[..FamilyProofBytes];
}
