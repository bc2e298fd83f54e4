using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>A reading that began before a change and ends after it leaves no copy behind.</summary>
[Trait("Req", "2.23")]
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public sealed class InFlightReadTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly CacheCluster _cluster = new();
    private SessionId _id;
    private string _token = "";

    public async Task InitializeAsync() => (_id, _token) = await _cluster.Node.SignInAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task Without_a_change_the_copy_stays()
    {
        await ReadWhileAsync(() => Task.CompletedTask);

        Assert.True(_cluster.Node.Has(_id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Sec", "18")]
    public async Task One_session_is_ended(bool here)
    {
        await ReadWhileAsync(() => Sessions(here).TerminateAsync(_id, "admin", "admin_revoked").AsTask());

        await AssertDroppedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Sec", "18")]
    public async Task All_sessions_of_the_user_are_ended(bool here)
    {
        await ReadWhileAsync(() => Sessions(here).TerminateAllAsync("alice", "admin", "admin_revoked").AsTask());

        await AssertDroppedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_user_is_erased(bool here)
    {
        await ReadWhileAsync(() => Sessions(here).EraseUserAsync("alice", "admin").AsTask());

        await AssertDroppedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Sec", "6")]
    public async Task The_secret_is_replaced(bool here)
    {
        await ReadWhileAsync(() => Sessions(here).RotateAsync(_id).AsTask());

        await AssertDroppedAsync();
    }

    [Fact]
    public async Task The_session_makes_room_for_another()
    {
        await ReadWhileAsync(async () =>
        {
            // Of equals the lower id goes, which is anybody's.
            _cluster.Clock.Advance(TimeSpan.FromMilliseconds(1));
            for (var i = 0; i < 10; i++)
                await _cluster.Other.SignInAsync();
            Assert.False((await _cluster.Memory.FindAsync(_id, default))!.Session.IsLiveAt(_cluster.Clock.GetUtcNow()));
        });

        await AssertDroppedAsync();
    }

    [Fact]
    public async Task The_feed_was_lost_and_came_back()
    {
        await ReadWhileAsync(async () =>
        {
            _cluster.Feed.Disconnect();
            await _cluster.Other.Sessions.TerminateAsync(_id, "admin", "admin_revoked");
            _cluster.Feed.Reconnect();
        });

        await AssertDroppedAsync();
    }

    [Fact]
    public async Task Of_two_readings_the_later_one_stays()
    {
        using var held = _cluster.Storage.Hold(StorageOperation.Find, StorageMoment.After, times: 1);
        var early = _cluster.Node.Storage.FindAsync(_id, default).AsTask();
        _cluster.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await _cluster.Other.Sessions.TouchAsync(_id);
        await _cluster.Node.Storage.FindAsync(_id, default);
        held.Release();
        Assert.Equal(1, (await early)!.Version);

        Assert.True(_cluster.Node.Cache.TryGet(_id, _cluster.Clock.GetUtcNow(), out var copy));
        Assert.Equal(2, copy.Record.Version);
    }

    private ISessionManager Sessions(bool here) => (here ? _cluster.Node : _cluster.Other).Sessions;

    /// <summary>Holds the answer of a reading until something else has happened.</summary>
    private async Task ReadWhileAsync(Func<Task> change)
    {
        using var held = _cluster.Storage.Hold(StorageOperation.Find, StorageMoment.After, times: 1);
        var validation = _cluster.Node.AcceptsAsync(_token);
        await change();
        held.Release();
        // It was live when it was asked for, and that is the answer.
        Assert.True(await validation);
    }

    private async Task AssertDroppedAsync()
    {
        Assert.False(_cluster.Node.Has(_id));
        Assert.False(await _cluster.Node.AcceptsAsync(_token));
    }
}
