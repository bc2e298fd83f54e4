using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Backends.Opaque;

/// <summary>
/// Opaque tokens: <c>id.secret</c>, of which only the SHA-256 of the secret is at rest. 256 random bits need no slow
/// hash (OWASP ASVS 5.0, 7.2.3). Stateless and thread-safe.
/// </summary>
public sealed class OpaqueSessionBackend : ISessionBackend
{
    /// <inheritdoc/>
    public string Name => "opaque";

    /// <inheritdoc/>
    public ValueTask<IssuedCredentials> IssueAsync(UserSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        var secret = SessionSecret.Create();
        return new(Issue(session.Id, secret, replaced: null));
    }

    /// <inheritdoc/>
    public CredentialReading Read(ReadOnlySpan<char> presented) =>
        SessionToken.TryParse(presented, out var token)
            ? new CredentialReading(token.Id, token.Secret)
            : CredentialReading.Malformed;

    /// <inheritdoc/>
    public CredentialVerdict Judge(SessionRecord record, in CredentialReading reading, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!reading.IsWellFormed)
            return CredentialVerdict.Rejected;
        // First: what was asked of memory arrives meanwhile.
        var hash = reading.Secret.Hash();
        if (reading.Id != record.Session.Id)
            return CredentialVerdict.Rejected;
        if (hash == record.SecretHash)
            return CredentialVerdict.Accepted;
        if (record.Replaced is not { } replaced || hash != replaced.Hash)
            return CredentialVerdict.Rejected;
        return now < replaced.AcceptedUntil ? CredentialVerdict.AcceptedInGrace : CredentialVerdict.Retired;
    }

    /// <inheritdoc/>
    public ValueTask<IssuedCredentials> RefreshAsync(
        SessionRecord record,
        CredentialReading reading,
        DateTimeOffset graceUntil,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        var presented = reading.Secret;
        var hash = presented.Hash();
        if (record.Replaced is { } replaced && hash == replaced.Hash)
        {
            var known = SuccessorSeal.Open(replaced.SealedSuccessor.Span, presented);
            return new(Issue(record.Session.Id, known, record.Replaced) with { IsSuccessor = true });
        }

        var successor = SessionSecret.Create();
        return new(
            Issue(
                record.Session.Id,
                successor,
                new ReplacedSecret
                {
                    Hash = hash,
                    AcceptedUntil = graceUntil,
                    SealedSuccessor = SuccessorSeal.Close(successor, presented),
                }
            )
        );
    }

    /// <inheritdoc/>
    public ReplacedSecret AfterGrace(ReplacedSecret replaced)
    {
        ArgumentNullException.ThrowIfNull(replaced);
        return replaced.SealedSuccessor.IsEmpty ? replaced : replaced with { SealedSuccessor = default };
    }

    private static IssuedCredentials Issue(SessionId id, SessionSecret secret, ReplacedSecret? replaced) =>
        new()
        {
            Tokens = new SessionTokens { Token = new SessionToken(id, secret).Reveal() },
            SecretHash = secret.Hash(),
            Replaced = replaced,
        };
}
