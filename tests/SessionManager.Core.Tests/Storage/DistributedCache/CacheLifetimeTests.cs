using Microsoft.Extensions.Caching.Distributed;
using Moq;
using SessionManager.Storage;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.Core.Tests.Storage.DistributedCache;

/// <summary>How long the cache is told to keep each value, and that nothing is kept beyond it.</summary>
[Trait("Req", "3.10")]
public sealed class CacheLifetimeTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(1);
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Each_value_is_kept_to_its_end_and_the_retention()
    {
        var cache = new Mock<IDistributedCache>();
        var kept = new List<(string Kind, TimeSpan? For)>();
        cache.Setup(c => c.GetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync((byte[]?)null);
        cache
            .Setup(c =>
                c.SetAsync(
                    It.IsAny<string>(),
                    It.IsAny<byte[]>(),
                    It.IsAny<DistributedCacheEntryOptions>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .Callback(
                (string key, byte[] _, DistributedCacheEntryOptions options, CancellationToken _) =>
                    kept.Add((key[..5], options.AbsoluteExpirationRelativeToNow))
            )
            .Returns(Task.CompletedTask);
        var node = new CacheNode(cache.Object, _clock);
        var record = SessionSamples.Create("alice", node.Now);

        await node.SignInAsync(record);
        await node.Storage.TerminateAllAsync("alice", null, node.Ending, default);

        Assert.Contains(("sm:s:", SessionSamples.IdleTimeout + Retention), kept);
        Assert.Contains(("sm:u:", SessionSamples.AbsoluteLifetime + Retention), kept);
        Assert.Contains(("sm:m:", EndedBeforeMark.KeptFor + Retention), kept);
    }

    [Fact]
    public async Task Use_keeps_a_session_longer_and_its_end_shorter()
    {
        var (cache, node) = Create();
        var record = await node.OpenAsync();
        _clock.Advance(TimeSpan.FromMinutes(20));
        await node.TouchAsync(record);
        _clock.Advance(SessionSamples.IdleTimeout + Retention - TimeSpan.FromSeconds(1));
        Assert.NotNull(await node.FindAsync(record));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await node.FindAsync(record));

        var ended = await node.OpenAsync();
        await node.Storage.TerminateAsync(ended.Session.Id, node.Ending, default);
        _clock.Advance(Retention - TimeSpan.FromSeconds(1));
        Assert.NotNull(await node.FindAsync(ended));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await node.FindAsync(ended));
        Assert.DoesNotContain(cache.Keys, static key => key.StartsWith("sm:e:", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Sec", "20")]
    public async Task The_mark_outlives_every_session()
    {
        var (_, node) = Create();
        var late = SessionSamples.Create("alice", node.Now);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await node.Storage.TerminateAllAsync("alice", null, node.Ending, default);

        _clock.Advance(Retention + EndedBeforeMark.KeptFor - TimeSpan.FromSeconds(1));

        Assert.Equal(SessionInsertOutcome.Superseded, await node.SignInAsync(late));
    }

    [Fact]
    public async Task Nothing_of_a_user_outlives_the_last_session()
    {
        var (cache, node) = Create();
        await node.OpenAsync();
        await node.Storage.TerminateAllAsync("alice", null, node.Ending, default);

        _clock.Advance(SessionSamples.AbsoluteLifetime + Retention + EndedBeforeMark.KeptFor);

        Assert.Empty(cache.Keys);
    }

    [Fact]
    [Trait("Req", "3.5")]
    public async Task Erasing_leaves_no_user_in_the_cache()
    {
        var (cache, node) = Create();
        await node.OpenAsync("carol-7");
        var ended = await node.OpenAsync("carol-7");
        var byCarol = node.Ending with { By = "carol-7" };
        await node.Storage.TerminateAsync(ended.Session.Id, byCarol, default);
        await node.Storage.TerminateAllAsync("carol-7", null, byCarol, default);

        Assert.Equal(2, await node.Storage.EraseUserAsync("carol-7", default));

        Assert.All(cache.Keys, static key => Assert.StartsWith("sm:e:", key, StringComparison.Ordinal));
        Assert.All(cache.Keys, key => Assert.Equal("""{"v":1}"""u8, cache[key]!));
        _clock.Advance(Retention);
        Assert.Empty(cache.Keys);
    }

    /// <summary>Caches count whole seconds: less would be none, which some take for ever and some for a deletion.</summary>
    [Fact]
    public async Task A_session_that_is_long_over_is_still_kept_for_a_second()
    {
        var (_, node) = Create();
        var record = SessionSamples.Create("alice", node.Now.AddDays(-2));

        Assert.Equal(SessionInsertOutcome.Inserted, await node.SignInAsync(record));

        Assert.NotNull(await node.FindAsync(record));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await node.FindAsync(record));
    }

    [Fact]
    public async Task A_sign_in_does_not_read_what_it_knows_to_be_over()
    {
        var (cache, node) = Create();
        var limit = new SessionLimit(2, SessionLimitAction.EvictOldest);
        var reads = 0;
        for (var i = 0; i < 50; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            reads = 0;
            cache.Before = (called, key) =>
            {
                if (called == "get" && key.StartsWith("sm:s:", StringComparison.Ordinal))
                    Interlocked.Increment(ref reads);
                return default;
            };
            await node.SignInAsync(SessionSamples.Create("alice", node.Now), limit);
        }

        Assert.InRange(reads, 2, 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_sheds_what_the_cache_forgot(bool limited)
    {
        var (cache, node) = Create();
        var limit = limited ? new SessionLimit(100, SessionLimitAction.Reject) : SessionLimit.None;
        for (var i = 0; i < 64; i++)
            await node.SignInAsync(SessionSamples.Create("alice", node.Now), limit);
        var key = cache.Keys.Single(static key => key.StartsWith("sm:u:", StringComparison.Ordinal));
        var before = cache[key]!.Length;
        _clock.Advance(SessionSamples.IdleTimeout + Retention);

        await node.SignInAsync(SessionSamples.Create("alice", node.Now), limit);

        Assert.InRange(cache[key]!.Length, 10, before / 32);
    }

    private (StrictDistributedCache Cache, CacheNode Node) Create()
    {
        var cache = new StrictDistributedCache(_clock);
        return (cache, new CacheNode(cache, _clock));
    }
}
