using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>What ends or changes a session is announced when it is stored, or may be.</summary>
[Trait("Req", "2.23")]
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public sealed class AnnouncementTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly CacheCluster _cluster = new();
    private SessionId _id;
    private string _token = "";

    private IReadOnlyList<SessionChange> Published => _cluster.Feed.Published;

    public async Task InitializeAsync()
    {
        (_id, _token) = await _cluster.Node.SignInAsync();
        Assert.True(await _cluster.Other.AcceptsAsync(_token));
        Assert.Empty(Published);
    }

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Theory]
    [InlineData("terminate")]
    [InlineData("rotate")]
    [InlineData("extend")]
    public async Task A_change_of_a_session_names_it(string change)
    {
        Assert.True(await ChangeAsync(change));

        Assert.Equal(_id, Assert.Single(Published).Id);
        Assert.Equal(_cluster.Clock.GetUtcNow(), Published[0].At);
        Assert.False(_cluster.Other.Has(_id));
    }

    [Theory]
    [InlineData("terminate all")]
    [InlineData("erase")]
    public async Task A_change_of_all_sessions_of_a_user_is_one_message(string change)
    {
        for (var i = 0; i < 9; i++)
            await _cluster.Node.SignInAsync();

        Assert.True(await ChangeAsync(change));
        Assert.Equal((null, SessionId.PartitionOf("alice")), (Assert.Single(Published).Id, Published[0].Partition));
        Assert.False(_cluster.Other.Has(_id));
    }

    [Theory]
    [InlineData("terminate", StorageOperation.Terminate)]
    [InlineData("rotate", StorageOperation.Replace)]
    [InlineData("terminate all", StorageOperation.TerminateAll)]
    [InlineData("erase", StorageOperation.EraseUser)]
    [Trait("Sec", "18")]
    public async Task A_write_whose_answer_is_lost_is_announced(string change, StorageOperation operation)
    {
        _cluster.Storage.Fail(operation, StorageMoment.After);

        await Assert.ThrowsAsync<SessionStorageException>(() => ChangeAsync(change));
        Assert.Single(Published);
        Assert.False(_cluster.Other.Has(_id));
        Assert.False(_cluster.Node.Has(_id));
        Assert.False(await _cluster.Other.AcceptsAsync(_token));
    }

    [Fact]
    public async Task The_announcement_follows_the_write()
    {
        using var held = _cluster.Storage.Hold(StorageOperation.Terminate);
        var change = ChangeAsync("terminate");
        await held.Reached.WaitAsync(Patience.Limit);
        Assert.Empty(Published);
        held.Release();

        Assert.True(await change);
        Assert.Single(Published);
    }

    [Fact]
    [Trait("Sec", "19")]
    public async Task An_end_that_nobody_could_announce_is_announced_by_whoever_tries_again()
    {
        // As if a process stopped after its write.
        await _cluster.Memory.TerminateAsync(
            _id,
            new()
            {
                At = _cluster.Clock.GetUtcNow(),
                By = "admin",
                Reason = "admin_revoked",
            },
            default
        );
        Assert.True(await _cluster.Other.AcceptsAsync(_token));

        Assert.False(await ChangeAsync("terminate"));
        Assert.False(await _cluster.Other.AcceptsAsync(_token));
    }

    [Fact]
    public async Task A_use_an_expiry_and_a_change_that_was_not_made_are_not_announced()
    {
        await _cluster.Node.Sessions.TouchAsync(_id);
        var stored = (await _cluster.Memory.FindAsync(_id, default))!;
        await _cluster.Node.Storage.ReplaceAsync(stored, stored.Version - 1, _cluster.Clock.GetUtcNow(), default);
        _cluster.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(1, (await _cluster.Node.Sessions.CleanUpAsync(TimeSpan.Zero)).Expired);

        Assert.Empty(Published);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Sessions_that_make_room_are_announced(int count)
    {
        for (var i = 1; i < count; i++)
            await _cluster.Node.SignInAsync();
        await InsertAsync(1);

        Assert.Equal(count == 1 ? _id : null, Assert.Single(Published).Id);
        Assert.False(await _cluster.Other.AcceptsAsync(_token));
    }

    [Fact]
    public async Task A_sign_in_whose_answer_is_lost_may_have_made_room()
    {
        _cluster.Storage.Fail(StorageOperation.Insert, StorageMoment.After);

        await Assert.ThrowsAsync<SessionStorageException>(() => InsertAsync(int.MaxValue));
        Assert.Empty(Published);
        await Assert.ThrowsAsync<SessionStorageException>(() => InsertAsync(1));
        Assert.Single(Published);
        Assert.False(await _cluster.Other.AcceptsAsync(_token));
    }

    [Fact]
    [Trait("Sec", "18")]
    public async Task An_announcement_that_fails_is_no_failure_of_the_write()
    {
        _cluster.Feed.Publishing = _ => throw new InvalidOperationException("no feed");

        Assert.True(await ChangeAsync("terminate"));
        Assert.False(await _cluster.Node.AcceptsAsync(_token));
        Assert.True(await _cluster.Other.AcceptsAsync(_token));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await _cluster.Other.AcceptsAsync(_token));
        Assert.Single(_cluster.Node.Logs.Named("SessionChangeNotAnnounced"));
    }

    [Fact]
    public async Task An_announcement_that_hangs_is_waited_for_as_long_as_for_the_storage()
    {
        var cancelled = Patience.Signal();
        _cluster.Feed.Publishing = async token =>
        {
            using var registration = token.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        };
        var timers = _cluster.Clock.ActiveTimers;
        var change = ChangeAsync("terminate");
        await _cluster.Clock.WaitForTimersAsync(timers + 1).WaitAsync(Patience.Limit);
        // Here it is forgotten at once, however long others take to hear of it.
        Assert.False(_cluster.Node.Has(_id));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await change.WaitAsync(Patience.Limit));
        await cancelled.Task.WaitAsync(Patience.Limit);
        Assert.Single(_cluster.Node.Logs.Named("SessionChangeNotAnnounced"));
    }

    [Fact]
    public async Task A_caller_who_has_left_changes_and_announces_nothing()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _cluster.Node.Sessions.TerminateAsync(_id, "admin", "admin_revoked", left.Token)
        );
        Assert.Empty(Published);
    }

    [Fact]
    public async Task A_storage_that_announces_by_itself_is_not_spoken_for()
    {
        await using var node = new CacheNode(new AnnouncingItself(_cluster.Memory), _cluster.Feed, _cluster.Clock);

        Assert.True(await node.Sessions.TerminateAsync(_id, "admin", "admin_revoked"));
        Assert.Empty(Published);
    }

    private async Task<bool> ChangeAsync(string change)
    {
        var sessions = _cluster.Node.Sessions;
        return change switch
        {
            "terminate" => await sessions.TerminateAsync(_id, "admin", "admin_revoked"),
            "rotate" => (await sessions.RotateAsync(_id)).Succeeded,
            "extend" => (await sessions.ExtendAsync(_id, TimeSpan.FromMinutes(1))).Succeeded,
            "terminate all" => await sessions.TerminateAllAsync("alice", "admin", "admin_revoked") > 0,
            _ => await sessions.EraseUserAsync("alice", "admin") > 0,
        };
    }

    private async Task InsertAsync(int maximum) =>
        await _cluster.Node.Storage.InsertAsync(
            Testing.Samples.SessionSamples.Create("alice", _cluster.Clock.GetUtcNow()),
            new SessionLimit(maximum, SessionLimitAction.EvictOldest),
            default
        );
}
