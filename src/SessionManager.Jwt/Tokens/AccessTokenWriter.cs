using System.Buffers.Text;
using System.IdentityModel.Tokens.Jwt;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using SessionManager.Backends;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Sessions;

namespace SessionManager.Jwt.Tokens;

/// <summary>Writes and signs access tokens.</summary>
internal sealed class AccessTokenWriter(JwtSessionOptions options, JwtKeyRing keys, TimeProvider time)
{
    private readonly JwtSecurityTokenHandler _handler = new();

    /// <summary>Puts an access token and a refresh token together for a client.</summary>
    /// <param name="session">The session as it is from now on.</param>
    /// <param name="refresh">The refresh token.</param>
    /// <param name="hash">Its hash.</param>
    /// <exception cref="InvalidOperationException">
    /// No key signs now, or the host's claims are not acceptable or make the token longer than any reader takes.
    /// </exception>
    public SessionTokens Write(UserSession session, RefreshToken refresh, SecretHash hash)
    {
        var now = time.GetUtcNow();
        // In whole seconds, as the token can say it.
        var expires = DateTimeOffset.FromUnixTimeSeconds(
            Earlier(now + options.AccessTokenLifetime, End(session)).ToUnixTimeSeconds()
        );
        var key = keys.Keys.ToSign(now);
        var header = new JwtHeader(new SigningCredentials(key.Key, key.AlgorithmName))
        {
            [JwtHeaderParameterNames.Typ] = AccessTokenClaims.Type,
        };
        var token = _handler.WriteToken(new JwtSecurityToken(header, Payload(session, hash, now, expires)));
        if (token.Length > AccessTokenReader.MaximumLength)
        {
            throw new InvalidOperationException(
                $"An access token would have {token.Length} characters, and more than {AccessTokenReader.MaximumLength} "
                    + "are read by nobody: add fewer claims, or keep permissions out of it with Mode Store."
            );
        }

        // A threshold meant for the session may be longer than the token lives: a third of its life is soon enough.
        var ahead = TimeSpan.FromTicks(
            Math.Min(session.RefreshThreshold.Ticks, Math.Max(0, (expires - now).Ticks / 3))
        );
        return new SessionTokens
        {
            Token = token,
            RefreshToken = refresh.Reveal(),
            TokenExpiresAt = expires,
            RefreshAt = Earlier(expires - ahead, session.RefreshAt),
        };
    }

    /// <summary>Where nobody looks at the session, the token must end with it; else only the end that never moves counts.</summary>
    private DateTimeOffset End(UserSession session) =>
        options.Mode == JwtValidationMode.SignatureOnly ? session.ExpiresAt : session.AbsoluteExpiresAt;

    private JwtPayload Payload(UserSession session, SecretHash hash, DateTimeOffset now, DateTimeOffset expires)
    {
        var payload = new JwtPayload
        {
            [AccessTokenClaims.Issuer] = options.Issuer,
            [AccessTokenClaims.Audience] = options.Audience,
            [AccessTokenClaims.Subject] = session.UserId,
            [AccessTokenClaims.Session] = session.Id.ToString(),
            [AccessTokenClaims.TokenId] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            [AccessTokenClaims.Generation] = Generation.Of(hash).ToString(),
            [AccessTokenClaims.IssuedAt] = now.ToUnixTimeSeconds(),
            [AccessTokenClaims.NotBefore] = now.ToUnixTimeSeconds(),
            [AccessTokenClaims.Expires] = expires.ToUnixTimeSeconds(),
            [AccessTokenClaims.AuthenticatedAt] = session.AuthenticatedAt.ToUnixTimeSeconds(),
        };
        Add(payload, AccessTokenClaims.Roles, session.Roles);
        Add(payload, AccessTokenClaims.AuthenticationMethods, session.AuthenticationMethods);
        if (options.Mode == JwtValidationMode.SignatureOnly)
        {
            // With the storage out of the way, all that a request may be asked for has to be in the token.
            Add(payload, AccessTokenClaims.Permissions, session.Permissions);
            if (session.UserName is { } name)
                payload[AccessTokenClaims.Name] = name;
        }

        AddOwn(payload, session);
        return payload;
    }

    private void AddOwn(JwtPayload payload, UserSession session)
    {
        if (options.AddClaims is not { } add)
            return;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal);
        add(session, claims);
        foreach (var (name, value) in claims)
        {
            if (AccessTokenClaims.Reserved.Contains(name))
                throw new InvalidOperationException(
                    $"AddClaims must not set {name}: the token has it. Use another name."
                );
            payload[name] = value switch
            {
                string or bool or int or long or double => value,
                IEnumerable<string> texts => texts.ToArray(),
                _ => throw new InvalidOperationException(
                    $"AddClaims must not set {name} to a {value?.GetType().Name ?? "null"}: "
                        + "use a text, a number, a truth value or a list of texts."
                ),
            };
        }
    }

    private static void Add(JwtPayload payload, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            payload[name] = values.ToArray();
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
