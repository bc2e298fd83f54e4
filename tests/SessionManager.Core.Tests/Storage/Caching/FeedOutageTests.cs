using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>While announcements do not arrive, nothing is taken from memory.</summary>
[Trait("Req", "2.23")]
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public sealed class FeedOutageTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly CacheCluster _cluster = new();
    private SessionId _id;
    private string _token = "";

    public async Task InitializeAsync()
    {
        (_id, _token) = await _cluster.Node.SignInAsync();
        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        Assert.True(_cluster.Node.Has(_id));
    }

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task Every_validation_reads_the_storage_while_the_feed_is_down()
    {
        _cluster.Feed.Disconnect();
        var before = _cluster.Reads;

        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        Assert.Equal(before + 2, _cluster.Reads);
        await _cluster.Other.Sessions.TerminateAsync(_id, "admin", "admin_revoked");
        Assert.False(await _cluster.Node.AcceptsAsync(_token));
    }

    [Fact]
    public async Task What_was_read_before_or_during_the_outage_is_not_used_after_it()
    {
        var (during, _) = await _cluster.Node.SignInAsync("bob");
        _cluster.Feed.Disconnect();
        await _cluster.Node.Storage.FindAsync(during, default);
        await _cluster.Other.Sessions.TerminateAsync(_id, "admin", "admin_revoked");
        await _cluster.Other.Sessions.TerminateAsync(during, "admin", "admin_revoked");
        _cluster.Feed.Reconnect();

        Assert.False(_cluster.Node.Has(_id));
        Assert.False(_cluster.Node.Has(during));
        Assert.False(await _cluster.Node.AcceptsAsync(_token));
    }

    [Fact]
    public async Task A_process_that_starts_during_an_outage_keeps_nothing()
    {
        _cluster.Feed.Disconnect();
        await using var node = new CacheNode(_cluster.Memory, _cluster.Feed, _cluster.Clock);
        Assert.True(await node.AcceptsAsync(_token));

        Assert.Equal(0, node.Cache.Count);
    }

    [Fact]
    public async Task After_the_outage_copies_are_kept_again()
    {
        _cluster.Feed.Disconnect();
        _cluster.Feed.Reconnect();

        await _cluster.Node.AcceptsAsync(_token);
        var before = _cluster.Reads;
        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        Assert.Equal(before, _cluster.Reads);
    }

    [Fact]
    public async Task Beginning_and_end_are_logged_once()
    {
        _cluster.Feed.Disconnect();
        await _cluster.Node.AcceptsAsync(_token);
        await _cluster.Node.AcceptsAsync(_token);
        Assert.Empty(_cluster.Node.Logs.Named("SessionCacheResumed"));
        _cluster.Feed.Reconnect();
        await _cluster.Node.AcceptsAsync(_token);
        await _cluster.Node.AcceptsAsync(_token);

        Assert.Single(_cluster.Node.Logs.Named("SessionCacheBypassed"));
        Assert.Single(_cluster.Node.Logs.Named("SessionCacheResumed"));
        Assert.Empty(_cluster.Other.Logs.Named("SessionCacheBypassed"));
    }
}
