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
        Func<IReadOnlyList<JwtSigningKey>> vault = static () => [TestKeys.Of(JwtAlgorithm.HS256, "first")];
        var options = JwtParts.Options(o =>
            o.KeySource = (_, _) =>
            {
                Interlocked.Increment(ref calls);
                return new(Volatile.Read(ref vault)());
            }
        );
        var ring = JwtParts.Ring(_clock, options);
        Assert.Equal("first", ring.Keys.All[0].KeyId);

        await FailAsync(static () => throw new IOException("no vault"));
        await FailAsync(static () => [JwtSigningKey.FromSecret("weak", new byte[8])]);
        Volatile.Write(ref vault, static () => [TestKeys.Of(JwtAlgorithm.HS256, "fresh")]);
        await ReloadAsync(ring, static keys => keys.All[0].KeyId == "fresh");

        async Task FailAsync(Func<IReadOnlyList<JwtSigningKey>> failing)
        {
            Volatile.Write(ref vault, failing);
            // Two calls: a reading that was under way had the keys of before.
            var before = Volatile.Read(ref calls);
            await ReloadAsync(ring, _ => Volatile.Read(ref calls) >= before + 2);
            Assert.Equal("first", ring.Keys.All[0].KeyId);
        }
    }

    /// <summary>The same key, read again, is another object: what it signed stays good, and is not even refused once.</summary>
    [Fact]
    public async Task A_key_that_is_read_again_unchanged_refuses_nothing()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var options = JwtParts.Options(o => o.KeySource = (_, _) => new([JwtSigningKey.FromSecret("same", secret)]));
        var ring = JwtParts.Ring(_clock, options);
        var backend = new JwtSessionBackend(options, ring, _clock);
        var token = (await backend.IssueAsync(SessionSamples.Create("alice", _clock.GetUtcNow()).Session, default))
            .Tokens
            .Token;
        Assert.True(backend.Read(token).IsWellFormed);
        var key = ring.Keys.All[0];

        _clock.Advance(TimeSpan.FromMinutes(5));
        for (var wait = 0; wait < 3000 && ReferenceEquals(ring.Keys.All[0], key); wait++)
            await Task.Delay(10);
        Assert.NotSame(key, ring.Keys.All[0]);

        Assert.True(backend.Read(token).IsWellFormed);
    }

    [Fact]
    public async Task A_source_that_never_answers_is_asked_again()
    {
        var calls = 0;
        var options = JwtParts.Options(o =>
            o.KeySource = async (_, cancellationToken) =>
            {
                if (Interlocked.Increment(ref calls) == 2)
                    await new TaskCompletionSource().Task;
                return [TestKeys.Of(JwtAlgorithm.HS256, $"key-{Volatile.Read(ref calls)}")];
            }
        );
        var ring = JwtParts.Ring(_clock, options);
        Assert.Equal("key-1", ring.Keys.All[0].KeyId);

        await ReloadAsync(ring, static keys => keys.All[0].KeyId != "key-1");
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
        // Reading happens behind: each look asks again once the interval has passed. A step of the clock also gives up
        // the reading under way, so each leaves it more time than the one before.
        for (var i = 0; i < 300; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            if (until(ring.Keys))
                return;
            await Task.Delay(10 + i);
        }

        Assert.Fail("The keys were not read again.");
    }
}
