using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;
using SessionManager.Testing;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>Copies are few and young.</summary>
[Trait("Req", "2.23")]
public class CacheBoundTests
{
    /// <summary>The share of the greatest age for which every copy is used.</summary>
    private const double Always = 7.0 / 8;

    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    [Fact]
    public async Task A_copy_is_used_until_it_reaches_the_greatest_age()
    {
        await using var cluster = new CacheCluster();
        var (id, _) = await cluster.Node.SignInAsync();
        await cluster.Node.Storage.FindAsync(id, default);

        using var failing = cluster.Storage.Fail(StorageOperation.Find);
        cluster.Clock.Advance((TimeSpan.FromSeconds(5) * Always) - _tick);
        Assert.True(cluster.Node.Has(id));
        cluster.Clock.Advance((TimeSpan.FromSeconds(5) * (1 - Always)) + _tick);
        Assert.False(cluster.Node.Has(id));
    }

    [Fact]
    public async Task Copies_read_together_are_not_read_again_together()
    {
        await using var cluster = new CacheCluster();
        var ids = await FillAsync(cluster, 400);

        using var failing = cluster.Storage.Fail(StorageOperation.Find);
        var used = new List<int>();
        cluster.Clock.Advance(TimeSpan.FromSeconds(5) * Always);
        for (var part = 0; part <= 10; part++)
        {
            used.Add(ids.Count(cluster.Node.Has));
            cluster.Clock.Advance(TimeSpan.FromSeconds(5) * (1 - Always) / 10);
        }

        Assert.Equal(0, used[^1]);
        Assert.All(used.Zip(used.Skip(1)), pair => Assert.InRange(pair.First - pair.Second, 1, 100));
    }

    [Fact]
    [Trait("Sec", "18")]
    public async Task Without_a_feed_an_end_elsewhere_is_seen_at_the_greatest_age()
    {
        await using var cluster = new CacheCluster(
            options => options.MaxAge = TimeSpan.FromSeconds(2),
            withFeed: false
        );
        var (id, token) = await cluster.Node.SignInAsync();
        Assert.True(await cluster.Node.AcceptsAsync(token));
        await cluster.Other.Sessions.TerminateAsync(id, "admin", "admin_revoked");

        var failing = cluster.Storage.Fail(StorageOperation.Find);
        cluster.Clock.Advance((TimeSpan.FromSeconds(2) * Always) - _tick);
        Assert.True(await cluster.Node.AcceptsAsync(token));
        cluster.Clock.Advance((TimeSpan.FromSeconds(2) * (1 - Always)) + _tick);
        failing.Dispose();
        Assert.False(await cluster.Node.AcceptsAsync(token));
        Assert.Single(cluster.Node.Logs.Named("SessionCacheAlone"));
    }

    [Fact]
    public async Task The_age_counts_from_the_beginning_of_the_reading()
    {
        await using var cluster = new CacheCluster(withFeed: false);
        var (id, token) = await cluster.Node.SignInAsync();
        using var held = cluster.Storage.Hold(StorageOperation.Find, StorageMoment.After, times: 1);
        var find = cluster.Node.AcceptsAsync(token);
        cluster.Clock.Advance(TimeSpan.FromMilliseconds(900));
        held.Release();
        Assert.True(await find);

        using var failing = cluster.Storage.Fail(StorageOperation.Find);
        cluster.Clock.Advance((TimeSpan.FromSeconds(5) * Always) - TimeSpan.FromMilliseconds(901));
        Assert.True(cluster.Node.Has(id));
        cluster.Clock.Advance((TimeSpan.FromSeconds(5) * (1 - Always)) + TimeSpan.FromMilliseconds(1));
        Assert.False(cluster.Node.Has(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_clock_makes_a_copy_old(bool steady)
    {
        await using var cluster = new CacheCluster();
        var clock = new TwoClocks();
        await using var node = new CacheNode(cluster.Memory, null, clock);
        var (id, _) = await node.SignInAsync();
        await node.Storage.FindAsync(id, default);
        Assert.True(node.Has(id));

        if (steady)
            clock.Steady.Advance(TimeSpan.FromSeconds(5));
        else
            clock.Wall.Advance(TimeSpan.FromSeconds(5));
        Assert.False(node.Has(id));
    }

    [Fact]
    public async Task No_more_copies_are_kept_than_allowed_and_the_oldest_go_first()
    {
        await using var cluster = new CacheCluster(options => options.MaxEntries = 10);
        var ids = await FillAsync(cluster, 25);

        Assert.Equal(10, cluster.Node.Cache.Count);
        Assert.All(ids[..15], id => Assert.False(cluster.Node.Has(id)));
        Assert.All(ids[15..], id => Assert.True(cluster.Node.Has(id)));
    }

    [Fact]
    public async Task A_session_read_again_and_again_is_kept_once()
    {
        await using var cluster = new CacheCluster(options => options.MaxEntries = 10);
        var ids = await FillAsync(cluster, 2);
        for (var i = 0; i < 100; i++)
            await cluster.Node.Storage.FindAsync(ids[0], default);

        Assert.True(cluster.Node.Has(ids[0]));
        Assert.InRange(cluster.Node.Cache.Count, 1, 2);
        Assert.InRange(cluster.Node.Cache.Waiting, 1, 10);
    }

    [Fact]
    public async Task Copies_that_are_too_old_make_way_before_the_bound_is_reached()
    {
        await using var cluster = new CacheCluster(options => options.MaxEntries = 1000);
        await FillAsync(cluster, 100);
        cluster.Clock.Advance(TimeSpan.FromSeconds(5));

        await FillAsync(cluster, 30);
        Assert.Equal(30, cluster.Node.Cache.Count);
    }

    [Fact]
    public async Task Only_live_sessions_are_kept()
    {
        await using var cluster = new CacheCluster();
        var (ended, _) = await cluster.Node.SignInAsync();
        await cluster.Node.Sessions.TerminateAsync(ended, "admin", "admin_revoked");
        await cluster.Node.Storage.FindAsync(ended, default);
        await cluster.Node.Storage.FindAsync(SessionId.Create("nobody"), default);

        Assert.Equal(0, cluster.Node.Cache.Count);
    }

    [Fact]
    public async Task A_session_that_a_reading_found_over_is_forgotten()
    {
        await using var cluster = new CacheCluster(withFeed: false);
        var (id, token) = await cluster.Node.SignInAsync();
        Assert.True(await cluster.Node.AcceptsAsync(token));
        await cluster.Other.Sessions.TerminateAsync(id, "admin", "admin_revoked");

        Assert.NotNull((await cluster.Node.Sessions.GetAsync(id))!.Termination);
        Assert.False(await cluster.Node.AcceptsAsync(token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_record_that_cannot_be_read_any_more_is_forgotten(bool atOnce)
    {
        await using var cluster = new CacheCluster();
        var (id, _) = await cluster.Node.SignInAsync();
        await cluster.Node.Storage.FindAsync(id, default);
        Assert.True(cluster.Node.Has(id));
        cluster.Storage.Fail(StorageOperation.Find, exception: new SessionRecordUnreadableException("damaged"));
        ISessionStorage damaged = atOnce ? new UnreadableStorage() : cluster.Storage;
        var storage = new CachedSessionStorage(damaged, cluster.Node.Cache);

        await Assert.ThrowsAsync<SessionRecordUnreadableException>(async () => await storage.FindAsync(id, default));
        Assert.False(cluster.Node.Has(id));
    }

    private static async Task<SessionId[]> FillAsync(CacheCluster cluster, int count)
    {
        var ids = new SessionId[count];
        for (var i = 0; i < count; i++)
        {
            (ids[i], _) = await cluster.Node.SignInAsync($"user-{i}");
            await cluster.Node.Storage.FindAsync(ids[i], default);
        }

        return ids;
    }

    /// <summary>A machine that sleeps stops one clock, and an operator sets the other.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        public ManualTimeProvider Steady { get; } = new();

        public ManualTimeProvider Wall { get; } = new();

        public override long TimestampFrequency => Steady.TimestampFrequency;

        public override long GetTimestamp() => Steady.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => Wall.GetUtcNow();
    }
}
