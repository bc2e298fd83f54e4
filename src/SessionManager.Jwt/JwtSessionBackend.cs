using SessionManager.Backends;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tokens;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Jwt;

/// <summary>
/// Short signed access tokens, and opaque refresh tokens that each rotation replaces. Thread-safe. Registered by
/// <c>UseJwtBackend</c>.
/// </summary>
/// <remarks>
/// An access token is good while the refresh token it was issued with is the current one or the one before, so a
/// rotation for new rights ends it at once, and a refresh leaves requests under way alone.
/// </remarks>
public sealed class JwtSessionBackend : ISessionBackend
{
    private readonly AccessTokenReader _reader;
    private readonly AccessTokenWriter _writer;
    private readonly TimeProvider _time;

    internal JwtSessionBackend(JwtSessionOptions options, JwtKeyRing keys, TimeProvider time)
    {
        _reader = new AccessTokenReader(options, keys);
        _writer = new AccessTokenWriter(options, keys, time);
        _time = time;
    }

    /// <inheritdoc/>
    public string Name => "jwt";

    internal VerifiedTokenCache Cache => _reader.Cache;

    /// <inheritdoc/>
    public ValueTask<IssuedCredentials> IssueAsync(UserSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new(Issue(session, RefreshToken.Create(session.Id), replaced: null));
    }

    /// <inheritdoc/>
    public CredentialReading Read(ReadOnlySpan<char> presented)
    {
        // By the length alone: no access token is as short as that.
        if (presented.Length == RefreshToken.Length)
        {
            return RefreshToken.TryParse(presented, out var refresh)
                ? new CredentialReading(refresh.Id, refresh.Secret, CredentialUses.Refresh, refresh)
                : CredentialReading.Malformed;
        }

        var access = _reader.Read(presented, _time.GetUtcNow(), out var isExpired);
        if (access is null)
            return isExpired ? CredentialReading.Expired : CredentialReading.Malformed;
        return new CredentialReading(access.Id, default, CredentialUses.Access, access, access.Vouched);
    }

    /// <inheritdoc/>
    public CredentialVerdict Judge(SessionRecord record, in CredentialReading reading, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (reading.Id != record.Session.Id)
            return CredentialVerdict.Rejected;
        return reading.State switch
        {
            VerifiedAccessToken access => Judge(record, access),
            RefreshToken refresh => Judge(record, refresh, now),
            _ => CredentialVerdict.Rejected,
        };
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
        if (reading.State is not RefreshToken presented)
            throw new ArgumentException("Only a refresh token is refreshed.", nameof(reading));
        if (record.Replaced is { } replaced && presented.Hash() == replaced.Hash)
            return new(Issue(record.Session, presented.Successor(replaced), replaced) with { IsSuccessor = true });
        var successor = presented.Next();
        return new(Issue(record.Session, successor, presented.ReplacedBy(successor, graceUntil)));
    }

    /// <inheritdoc/>
    public ReplacedSecret AfterGrace(ReplacedSecret replaced)
    {
        ArgumentNullException.ThrowIfNull(replaced);
        return RefreshToken.WithoutSuccessor(replaced);
    }

    /// <summary>Its signature was good, so it is one of ours: when nothing matches, it was replaced.</summary>
    private static CredentialVerdict Judge(SessionRecord record, VerifiedAccessToken access) =>
        access.IsOf(record.SecretHash) || (record.Replaced is { } replaced && access.IsOf(replaced.Hash))
            ? CredentialVerdict.Accepted
            : CredentialVerdict.Retired;

    private static CredentialVerdict Judge(SessionRecord record, RefreshToken refresh, DateTimeOffset now)
    {
        var hash = refresh.Hash();
        if (hash == record.SecretHash)
            return CredentialVerdict.Accepted;
        if (record.Replaced is not { } replaced)
            return CredentialVerdict.Rejected;
        if (hash == replaced.Hash && now < replaced.AcceptedUntil)
            return CredentialVerdict.AcceptedInGrace;
        // Not only the one before: a thief who refreshes twice must not go unnoticed when the owner comes back.
        return refresh.IsRelatedTo(replaced) ? CredentialVerdict.Retired : CredentialVerdict.Rejected;
    }

    private IssuedCredentials Issue(UserSession session, RefreshToken refresh, ReplacedSecret? replaced)
    {
        var hash = refresh.Hash();
        return new IssuedCredentials
        {
            Tokens = _writer.Write(session, refresh, hash),
            SecretHash = hash,
            Replaced = replaced,
        };
    }
}
