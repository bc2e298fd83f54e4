using System.Security.Cryptography;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.Jwt.Tests.Keys;

[Trait("Sec", "27")]
public sealed class KeyRingTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pem");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Of_several_the_one_activated_last_signs()
    {
        var now = _clock.GetUtcNow();
        var keys = new JwtKeySet(
            [
                TestKeys.Of(JwtAlgorithm.HS256, "ever"),
                TestKeys.Of(JwtAlgorithm.HS256, "newer", now.AddHours(-1), now.AddHours(2)),
                TestKeys.Of(JwtAlgorithm.HS256, "coming", now.AddHours(1)),
                JwtSigningKey.FromPem(
                    TestKeys.SharedRsa.ExportSubjectPublicKeyInfoPem(),
                    JwtAlgorithm.RS256,
                    "public",
                    now
                ),
            ],
            new JwtSessionOptions().Algorithms
        );

        Assert.Equal("newer", keys.ToSign(now).KeyId);
        Assert.Equal("coming", keys.ToSign(now.AddHours(1)).KeyId);
        Assert.Equal("ever", keys.ToSign(now.AddHours(-2)).KeyId);
    }

    [Fact]
    public void No_key_left_is_said_so()
    {
        var now = _clock.GetUtcNow();
        var keys = new JwtKeySet([TestKeys.Of(JwtAlgorithm.HS256, retiresAt: now)], new JwtSessionOptions().Algorithms);

        Assert.Throws<InvalidOperationException>(() => keys.ToSign(now));
    }

    /// <summary>A token of a retired key is refused also when its signature is remembered as good.</summary>
    [Fact]
    public async Task A_remembered_token_does_not_outlive_its_key()
    {
        var backend = JwtParts.Backend(
            _clock,
            options =>
            {
                options.Keys.Add(
                    TestKeys.Of(JwtAlgorithm.HS256, "leaving", retiresAt: _clock.GetUtcNow().AddMinutes(5))
                );
            }
        );
        var issued = await backend.IssueAsync(SessionSamples.Create("alice", _clock.GetUtcNow()).Session, default);
        Assert.True(backend.Read(issued.Tokens.Token).IsWellFormed);
        Assert.Equal(1, backend.Cache.Count);

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.False(backend.Read(issued.Tokens.Token).IsWellFormed);
        Assert.Equal(0, backend.Cache.Count);
    }

    /// <summary>A key that another host has activated is good here within the skew of the clocks, and not before.</summary>
    [Fact]
    public async Task A_key_is_good_a_little_before_its_activation()
    {
        var activation = _clock.GetUtcNow().AddSeconds(30);
        var there = new ManualTimeProvider(activation);
        void Configure(JwtSessionOptions options)
        {
            options.Keys.Add(TestKeys.Of(JwtAlgorithm.HS256, "old"));
            options.Keys.Add(TestKeys.Of(JwtAlgorithm.ES256, "new", activation));
        }

        var issued = await JwtParts
            .Backend(there, Configure)
            .IssueAsync(SessionSamples.Create("alice", activation).Session, default);
        var early = new ManualTimeProvider(activation.AddSeconds(-31));

        Assert.True(JwtParts.Backend(_clock, Configure).Read(issued.Tokens.Token).IsWellFormed);
        Assert.False(JwtParts.Backend(early, Configure).Read(issued.Tokens.Token).IsWellFormed);
    }

    /// <summary>Files and the callback are read again, and a key that is gone from them is no longer good.</summary>
    [Fact]
    public async Task Keys_are_read_again()
    {
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_file, first.ExportPkcs8PrivateKeyPem());
        IReadOnlyList<JwtSigningKey> given = [TestKeys.Of(JwtAlgorithm.HS256, "given", _clock.GetUtcNow())];
        var options = JwtParts.Options(o =>
        {
            o.PemFiles.Add(new JwtPemFile(_file, JwtAlgorithm.ES256) { KeyId = "file" });
            o.KeySource = (_, _) => new(given);
        });
        var ring = JwtParts.Ring(_clock, options);
        var backend = new JwtSessionBackend(options, ring, _clock);
        var session = SessionSamples.Create("alice", _clock.GetUtcNow()).Session;
        var issued = await backend.IssueAsync(session, default);
        Assert.Equal(["file", "given"], ring.Keys.All.Select(static key => key.KeyId));
        Assert.True(backend.Read(issued.Tokens.Token).IsWellFormed);

        given = [];
        await ReloadAsync(ring, static keys => keys.All.Count == 1);

        Assert.False(backend.Read(issued.Tokens.Token).IsWellFormed);
    }

    /// <summary>A reading that fails, or brings keys that must not be used, leaves the keys as they were, and is tried again.</summary>
    [Fact]
    public async Task A_failed_reading_changes_nothing()
    {
        var calls = 0;
        var options = JwtParts.Options(o =>
            o.KeySource = (_, _) =>
                ++calls switch
                {
                    2 => throw new IOException("no vault"),
                    3 => new([JwtSigningKey.FromSecret("weak", new byte[8])]),
                    4 => new([TestKeys.Of(JwtAlgorithm.HS256, "fresh")]),
                    _ => new([TestKeys.Of(JwtAlgorithm.HS256, "first")]),
                }
        );
        var ring = JwtParts.Ring(_clock, options);
        Assert.Equal("first", ring.Keys.All[0].KeyId);

        foreach (var call in new[] { 2, 3 })
        {
            await ReloadAsync(ring, _ => calls == call);
            Assert.Equal("first", ring.Keys.All[0].KeyId);
        }

        await ReloadAsync(ring, static keys => keys.All[0].KeyId == "fresh");
    }

    [Fact]
    [Trait("Sec", "26")]
    public async Task Bad_keys_from_a_callback_stop_the_start()
    {
        var ring = JwtParts.Ring(
            _clock,
            JwtParts.Options(o => o.KeySource = static (_, _) => new([JwtSigningKey.FromSecret("weak", new byte[31])]))
        );

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            new JwtKeyRingStartup(ring).StartAsync(default)
        );
        Assert.Contains("32", failure.Message, StringComparison.Ordinal);
    }

    private async Task ReloadAsync(JwtKeyRing ring, Func<JwtKeySet, bool> until)
    {
        // Reading happens behind: each look asks again once the interval has passed.
        for (var i = 0; i < 1000; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            if (until(ring.Keys))
                return;
            await Task.Delay(10);
        }

        Assert.Fail("The keys were not read again.");
    }
}
