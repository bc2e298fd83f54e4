using System.IdentityModel.Tokens.Jwt;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.Jwt.Tests.Keys;

public sealed class SigningKeyTests
{
    // Before 2038: the handler of IdentityModel 5 reads no later end. Our own reader does, and the other tests lie after.
    private readonly ManualTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>
    /// IdentityModel keeps what verifies in a cache shared by all keys of a process and finds it by key id: two keys of
    /// one name would then verify each other's tokens. Fails with the cache left on.
    /// </summary>
    [Theory]
    [InlineData(JwtAlgorithm.HS256)]
    [InlineData(JwtAlgorithm.RS256)]
    [InlineData(JwtAlgorithm.PS256)]
    [InlineData(JwtAlgorithm.ES256)]
    [Trait("Sec", "25")]
    public async Task Two_keys_of_one_name_do_not_verify_each_other(JwtAlgorithm algorithm)
    {
        using var rsa = RSA.Create(3072);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var stranger = algorithm switch
        {
            JwtAlgorithm.HS256 => JwtSigningKey.FromSecret("key-1", RandomNumberGenerator.GetBytes(32)),
            JwtAlgorithm.ES256 => JwtSigningKey.FromECDsa(curve, "key-1"),
            _ => JwtSigningKey.FromRsa(rsa, algorithm, "key-1"),
        };
        var ours = JwtParts.Backend(_clock, options => options.Keys.Add(TestKeys.Of(algorithm)));
        var theirs = JwtParts.Backend(_clock, options => options.Keys.Add(stranger));
        var session = SessionSamples.Create("alice", _clock.GetUtcNow()).Session;
        var (our, their) = (await ours.IssueAsync(session, default), await theirs.IssueAsync(session, default));

        for (var round = 0; round < 2; round++)
        {
            Assert.True(ours.Read(our.Tokens.Token).IsWellFormed);
            Assert.True(theirs.Read(their.Tokens.Token).IsWellFormed);
            Assert.False(ours.Read(their.Tokens.Token).IsWellFormed);
            Assert.False(theirs.Read(our.Tokens.Token).IsWellFormed);
        }

        Assert.False(stranger.Key.CryptoProviderFactory.CacheSignatureProviders);
    }

    /// <summary>Others verify our tokens with the published keys and IdentityModel's own handler.</summary>
    [Theory]
    [InlineData(JwtAlgorithm.RS256)]
    [InlineData(JwtAlgorithm.PS256)]
    [InlineData(JwtAlgorithm.ES256)]
    [Trait("Req", "1.22")]
    public async Task Others_verify_with_the_published_keys(JwtAlgorithm algorithm)
    {
        var options = JwtParts.Options(o => o.Keys.Add(TestKeys.Of(algorithm)));
        var directory = new JwtKeyDirectory(options, JwtParts.Ring(_clock, options), _clock);
        var session = SessionSamples
            .Create("alice", _clock.GetUtcNow(), s => s with { Roles = ["admin", "dev"] })
            .Session;
        var issued = await JwtParts.Backend(_clock, options).IssueAsync(session, default);
        var json = System.Text.Encoding.UTF8.GetString(directory.GetKeySet().Span);
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = JwtParts.Issuer,
            ValidAudience = JwtParts.Audience,
            IssuerSigningKeys = new JsonWebKeySet(json).GetSigningKeys(),
            LifetimeValidator = (from, to, _, _) =>
                from <= _clock.GetUtcNow().UtcDateTime && to > _clock.GetUtcNow().UtcDateTime,
        };
        var handler = new JwtSecurityTokenHandler();
        handler.InboundClaimTypeMap.Clear();

        var principal = handler.ValidateToken(issued.Tokens.Token, parameters, out var token);

        Assert.Equal("at+jwt", ((JwtSecurityToken)token).Header.Typ);
        Assert.Equal("alice", principal.FindFirst("sub")?.Value);
        Assert.Equal(session.Id.ToString(), principal.FindFirst("sid")?.Value);
        Assert.Equal(["admin", "dev"], principal.FindAll("roles").Select(static claim => claim.Value));
        Assert.NotNull(principal.FindFirst("jti"));
        Assert.Equal([algorithm.ToString()], directory.Algorithms);
        foreach (var secret in new[] { "\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"qi\"", "\"k\"" })
            Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
    }

    /// <summary>The directory shows what is in use or to come; neither retired keys nor secrets.</summary>
    [Fact]
    [Trait("Sec", "27")]
    public void The_directory_shows_neither_retired_keys_nor_secrets()
    {
        var now = _clock.GetUtcNow();
        var options = JwtParts.Options(o =>
        {
            o.Keys.Add(TestKeys.Of(JwtAlgorithm.RS256, "leaving", retiresAt: now.AddHours(1)));
            o.Keys.Add(TestKeys.Of(JwtAlgorithm.ES256, "coming", activatesAt: now.AddHours(1)));
            o.Keys.Add(TestKeys.Of(JwtAlgorithm.HS256, "secret"));
        });
        var directory = new JwtKeyDirectory(options, JwtParts.Ring(_clock, options), _clock);

        string[] Ids() =>
            [
                .. new JsonWebKeySet(System.Text.Encoding.UTF8.GetString(directory.GetKeySet().Span)).Keys.Select(
                    static key => key.Kid
                ),
            ];
        Assert.Equal(["leaving", "coming"], Ids());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["coming"], Ids());
    }

    [Fact]
    public void A_key_without_a_name_is_named_by_its_thumbprint()
    {
        var key = JwtSigningKey.FromRsa(TestKeys.SharedRsa, JwtAlgorithm.PS256);
        var again = JwtSigningKey.FromPem(TestKeys.SharedRsa.ExportSubjectPublicKeyInfoPem(), JwtAlgorithm.RS256);
        var curve = JwtSigningKey.FromPem(TestKeys.SharedCurve.ExportPkcs8PrivateKeyPem(), JwtAlgorithm.ES256);

        Assert.Equal(43, key.KeyId.Length);
        Assert.Equal(key.KeyId, again.KeyId);
        Assert.Equal(43, curve.KeyId.Length);
        Assert.Equal((true, false, true), (key.CanSign, again.CanSign, curve.CanSign));
    }

    [Fact]
    public void What_is_no_key_is_refused()
    {
        Assert.Throws<ArgumentException>(() => JwtSigningKey.FromPem("no key", JwtAlgorithm.RS256));
        Assert.Throws<ArgumentException>(() =>
            JwtSigningKey.FromPem(TestKeys.SharedCurve.ExportPkcs8PrivateKeyPem(), JwtAlgorithm.RS256)
        );
        Assert.Throws<ArgumentException>(() => JwtSigningKey.FromPem(string.Empty, JwtAlgorithm.HS256));
        Assert.Throws<ArgumentException>(() => JwtSigningKey.FromRsa(TestKeys.SharedRsa, JwtAlgorithm.ES256));
    }

    [Fact]
    [Trait("Sec", "8")]
    public void A_key_prints_its_name_only() =>
        Assert.Equal("HS256 key key-1", TestKeys.Of(JwtAlgorithm.HS256).ToString());
}
