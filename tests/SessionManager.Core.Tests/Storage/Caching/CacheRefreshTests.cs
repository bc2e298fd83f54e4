using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>Sessions in use are read again behind the requests, before their copies are too old.</summary>
[Trait("Req", "2.23")]
public class CacheRefreshTests
{
    private static readonly TimeSpan _maxAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _ripe = _maxAge * 3 / 4;
    private static readonly TimeSpan _delay = _maxAge / 16;

    [Fact]
    public async Task A_session_in_use_is_always_at_hand()
    {
        await using var cluster = new CacheCluster(options => options.MaxAge = _maxAge);
        var (id, token) = await cluster.Node.SignInAsync();
        Assert.True(await cluster.Node.AcceptsAsync(token));
        var before = cluster.Reads;

        // Below the interval at which a use is written: that reads what is stored.
        for (var at = TimeSpan.Zero; at < TimeSpan.FromSeconds(50); at += _delay)
        {
            cluster.Clock.Advance(_delay);
            Assert.True(cluster.Node.Has(id));
        }

        Assert.InRange(cluster.Reads - before, 10, 16);
    }

    [Fact]
    public async Task A_session_that_nobody_asks_for_is_not_read_again()
    {
        await using var cluster = new CacheCluster(options => options.MaxAge = _maxAge);
        var (id, token) = await cluster.Node.SignInAsync();
        Assert.True(await cluster.Node.AcceptsAsync(token));
        var before = cluster.Reads;

        for (var i = 0; i < 100; i++)
            cluster.Clock.Advance(_delay);
        Assert.Equal(before, cluster.Reads);
        Assert.False(cluster.Node.Has(id));
    }

    [Fact]
    public async Task Those_that_are_asked_for_together_are_read_together_and_once()
    {
        const int sessions = 150;
        await using var cluster = new CacheCluster(options => options.MaxAge = _maxAge);
        var tokens = new List<string>();
        for (var i = 0; i < sessions; i++)
            tokens.Add((await cluster.Node.SignInAsync($"user-{i}")).Token);
        foreach (var token in tokens)
            Assert.True(await cluster.Node.AcceptsAsync(token));
        var before = cluster.Reads;

        cluster.Clock.Advance(_ripe);
        foreach (var token in tokens.Concat(tokens))
            Assert.True(await cluster.Node.AcceptsAsync(token));
        Assert.Equal(before, cluster.Reads);
        cluster.Clock.Advance(_delay);

        Assert.Equal(sessions, cluster.Reads - before);
    }

    [Fact]
    [Trait("Sec", "18")]
    public async Task An_end_elsewhere_is_seen_by_it()
    {
        await using var cluster = new CacheCluster(options => options.MaxAge = _maxAge, withFeed: false);
        var (id, token) = await cluster.Node.SignInAsync();
        Assert.True(await cluster.Node.AcceptsAsync(token));
        await cluster.Other.Sessions.TerminateAsync(id, "admin", "admin_revoked");

        cluster.Clock.Advance(_ripe);
        Assert.True(await cluster.Node.AcceptsAsync(token));
        cluster.Clock.Advance(_delay);
        Assert.Equal(0, cluster.Node.Cache.Count);
    }

    [Fact]
    public async Task While_the_storage_fails_copies_grow_old()
    {
        await using var cluster = new CacheCluster(options => options.MaxAge = _maxAge);
        var (id, token) = await cluster.Node.SignInAsync();
        Assert.True(await cluster.Node.AcceptsAsync(token));
        var failing = cluster.Storage.Fail(StorageOperation.Find);

        cluster.Clock.Advance(_ripe);
        Assert.True(await cluster.Node.AcceptsAsync(token));
        cluster.Clock.Advance(_delay);
        Assert.True(await cluster.Node.AcceptsAsync(token));
        cluster.Clock.Advance(_maxAge / 4);
        await Assert.ThrowsAsync<SessionStorageException>(() => cluster.Node.AcceptsAsync(token));

        failing.Dispose();
        Assert.True(await cluster.Node.AcceptsAsync(token));
        Assert.True(cluster.Node.Has(id));
    }
}
