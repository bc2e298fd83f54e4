using System.IdentityModel.Tokens.Jwt;
using SessionManager.Backends;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.Jwt.Tests.Tokens;

public sealed class AccessTokenTests
{
    private readonly ManualTimeProvider _clock = new();

    private DateTimeOffset Now => _clock.GetUtcNow();

    private SessionRecord Record(Func<UserSession, UserSession>? change = null) =>
        SessionSamples.Create("alice", Now, change);

    /// <summary>It says who, which session, and for whom; not what the storage keeps.</summary>
    [Fact]
    [Trait("Req", "1.22")]
    [Trait("Sec", "2")]
    public async Task It_says_what_it_must_and_no_more()
    {
        var record = Record(static session =>
            session with
            {
                Roles = ["admin"],
                Permissions = ["write"],
                UserName = "Alice A.",
                AuthenticationMethods = ["pwd"],
            }
        );
        var issued = await JwtParts.Backend(_clock).IssueAsync(record.Session, default);

        var token = new JwtSecurityToken(issued.Tokens.Token);

        Assert.Equal(["alg", "kid", "typ"], token.Header.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("HS256", "key-1", "at+jwt"), (token.Header.Alg, token.Header.Kid, token.Header.Typ));
        Assert.Equal(
            ["amr", "aud", "auth_time", "exp", "gen", "iat", "iss", "jti", "nbf", "roles", "sid", "sub"],
            token.Payload.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(record.Session.Id.ToString(), token.Payload["sid"]);
        Assert.Equal(issued.Tokens.TokenExpiresAt, new DateTimeOffset(token.ValidTo));
        Assert.Equal(Now.AddMinutes(10), issued.Tokens.TokenExpiresAt);
        Assert.DoesNotContain(
            System.Buffers.Text.Base64Url.EncodeToString(issued.SecretHash.Bytes)[..20],
            token.RawPayload,
            StringComparison.Ordinal
        );
    }

    /// <summary>The client is told to renew before the token ends, and not at once however short that lives.</summary>
    [Theory]
    [InlineData(10, 5 * 60, 400)]
    [InlineData(60, 5 * 60, 55 * 60)]
    [InlineData(10, 0, 600)]
    [Trait("Req", "1.6")]
    public async Task It_tells_from_when_on_to_renew(int minutes, int threshold, int expected)
    {
        var session = Record(session =>
            session with
            {
                RefreshThreshold = TimeSpan.FromSeconds(threshold),
                ExpiresAt = session.AbsoluteExpiresAt,
            }
        ).Session;
        var backend = JwtParts.Backend(_clock, options => options.AccessTokenLifetime = TimeSpan.FromMinutes(minutes));

        var issued = await backend.IssueAsync(session, default);

        Assert.Equal(Now.AddSeconds(expected), issued.Tokens.RefreshAt);
    }

    /// <summary>Its time ends with the skew and not a moment later, and it is then told from a forged one.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [Trait("Sec", "25")]
    public async Task It_ends_in_time(int skew)
    {
        var backend = JwtParts.Backend(_clock, options => options.ClockSkew = TimeSpan.FromSeconds(skew));
        var token = (await backend.IssueAsync(Record().Session, default)).Tokens.Token;

        _clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(skew) - TimeSpan.FromTicks(1));
        Assert.True(backend.Read(token).IsWellFormed);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((false, true), (backend.Read(token).IsWellFormed, backend.Read(token).IsExpired));
        Assert.Equal(0, backend.Cache.Count);
        Assert.False(backend.Read(token.AsSpan()[..^1]).IsExpired);
        // Also one that was never seen before its end.
        var fresh = JwtParts.Backend(_clock, options => options.ClockSkew = TimeSpan.FromSeconds(skew));
        Assert.Equal((false, true), (fresh.Read(token).IsWellFormed, fresh.Read(token).IsExpired));
    }

    /// <summary>It is not good before its time, but for the skew.</summary>
    [Fact]
    [Trait("Sec", "25")]
    public async Task It_begins_in_time()
    {
        var ahead = new ManualTimeProvider(Now.AddSeconds(30));
        var token = (await JwtParts.Backend(ahead).IssueAsync(Record().Session, default)).Tokens.Token;
        var behind = new ManualTimeProvider(Now - TimeSpan.FromTicks(1));

        Assert.True(JwtParts.Backend(_clock).Read(token).IsWellFormed);
        Assert.False(JwtParts.Backend(behind).Read(token).IsWellFormed);
    }

    [Fact]
    public async Task The_host_adds_claims_of_its_own()
    {
        var backend = JwtParts.Backend(
            _clock,
            static options =>
                options.AddClaims = static (session, claims) =>
                {
                    claims["tenant"] = "t-" + session.UserId;
                    claims["level"] = 3;
                    claims["beta"] = true;
                    claims["scopes"] = new List<string> { "read", "write" };
                }
        );

        var issued = await backend.IssueAsync(Record().Session, default);

        var json = System.Text.Encoding.UTF8.GetString(
            System.Buffers.Text.Base64Url.DecodeFromChars(issued.Tokens.Token.Split('.')[1])
        );
        Assert.Contains(
            "\"tenant\":\"t-alice\",\"level\":3,\"beta\":true,\"scopes\":[\"read\",\"write\"]",
            json,
            StringComparison.Ordinal
        );
        Assert.True(backend.Read(issued.Tokens.Token).IsWellFormed);
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("exp")]
    [InlineData("roles")]
    [InlineData("gen")]
    public async Task The_host_cannot_set_what_the_token_has(string name)
    {
        var backend = JwtParts.Backend(_clock, options => options.AddClaims = (_, claims) => claims[name] = "x");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await backend.IssueAsync(Record().Session, default)
        );
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A token that no reader would take is not written.</summary>
    [Fact]
    [Trait("Sec", "26")]
    public async Task A_token_that_nobody_would_read_is_not_written()
    {
        var backend = JwtParts.Backend(
            _clock,
            static options => options.AddClaims = static (_, claims) => claims["pad"] = new string('p', 7000)
        );

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await backend.IssueAsync(Record().Session, default)
        );
    }

    /// <summary>Of a refresh token nothing can be changed: neither half lets the other in.</summary>
    [Fact]
    [Trait("Sec", "28")]
    public async Task A_refresh_token_is_one_piece()
    {
        var backend = JwtParts.Backend(_clock);
        var record = Record();
        var issued = await backend.IssueAsync(record.Session, default);
        record = record with { SecretHash = issued.SecretHash };
        var token = issued.Tokens.RefreshToken!;

        Assert.Equal(93, token.Length);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}";
            Assert.NotEqual(CredentialVerdict.Accepted, backend.Judge(record, backend.Read(changed), Now));
        }

        Assert.Equal(CredentialVerdict.Accepted, backend.Judge(record, backend.Read(token), Now));
        Assert.Equal(CredentialUses.Refresh, backend.Read(token).Uses);
    }

    /// <summary>A seal of another shape than ours is damage, not a crash and not a success.</summary>
    [Fact]
    public async Task A_damaged_seal_is_told()
    {
        var backend = JwtParts.Backend(_clock);
        var record = Record();
        var first = await backend.IssueAsync(record.Session, default);
        record = record with { SecretHash = first.SecretHash };
        var reading = backend.Read(first.Tokens.RefreshToken);
        var next = await backend.RefreshAsync(record, reading, Now.AddSeconds(10), default);
        foreach (var length in new[] { 0, 48, 63, 65 })
        {
            var damaged = record with
            {
                SecretHash = next.SecretHash,
                Replaced = next.Replaced! with { SealedSuccessor = new byte[length] },
            };
            await Assert.ThrowsAsync<SessionRecordUnreadableException>(async () =>
                await backend.RefreshAsync(damaged, reading, Now.AddSeconds(10), default)
            );
        }
    }

    [Theory]
    [InlineData(JwtAlgorithm.HS256)]
    [InlineData(JwtAlgorithm.RS256)]
    [InlineData(JwtAlgorithm.PS256)]
    [InlineData(JwtAlgorithm.ES256)]
    public async Task Every_algorithm_signs_and_verifies(JwtAlgorithm algorithm)
    {
        var backend = JwtParts.Backend(_clock, options => options.Keys.Add(TestKeys.Of(algorithm)));
        var record = Record();
        var issued = await backend.IssueAsync(record.Session, default);
        record = record with { SecretHash = issued.SecretHash };

        Assert.Equal(CredentialVerdict.Accepted, backend.Judge(record, backend.Read(issued.Tokens.Token), Now));
        Assert.Equal(algorithm.ToString(), new JwtSecurityToken(issued.Tokens.Token).Header.Alg);
    }
}
