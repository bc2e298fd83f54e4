using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Tiered;
using SessionManager.Testing.Samples;
using SessionManager.Testing.Storage;
using SessionManager.Testing.Storage.Tiered;

namespace SessionManager.Core.Tests.Storage.Tiered;

public sealed class TieredFailureTests : IAsyncDisposable
{
    private readonly TwoNodes _nodes = new(new() { RepairCapacity = 4 });

    public static TheoryData<StorageOperation> All => Writes.All;

    [Theory]
    [InlineData(StorageOperation.Terminate)]
    [InlineData(StorageOperation.TerminateAll)]
    public async Task A_failed_ending_leaves_the_session_refused_for_a_while(StorageOperation write)
    {
        var (record, bobs) = (await _nodes.OpenAsync(), await _nodes.OpenAsync("bob"));
        using (_nodes.DurableOfA.Fail(write))
        {
            var exception = await Assert.ThrowsAsync<SessionStorageException>(() =>
                Writes.DoAsync(_nodes.A, write, record, _nodes)
            );
            Assert.Contains("refused for a while", exception.Message, StringComparison.Ordinal);
        }

        foreach (var node in new[] { _nodes.A, _nodes.B })
        {
            var found = await node.FindAsync(record.Session.Id, default);
            Assert.Equal(SessionEndReasons.AdminRevoked, found?.Session.Termination?.Reason);
        }

        await _nodes.AssertTruthAsync(bobs);
        _nodes.Clock.Advance(TimeSpan.FromSeconds(1));
        await _nodes.AssertTruthAsync(await _nodes.OpenAsync(copied: false));
        Assert.Null((await _nodes.Durable.FindAsync(record.Session.Id, default))!.Session.Termination);

        await Writes.DoAsync(_nodes.A, write, record, _nodes);
        Assert.NotNull((await _nodes.Durable.FindAsync(record.Session.Id, default))!.Session.Termination);
        await _nodes.AssertTruthAsync(record);
    }

    [Fact]
    public async Task A_failed_ending_that_nobody_repeats_wears_off()
    {
        var record = await _nodes.OpenAsync();
        using (_nodes.DurableOfA.Fail(StorageOperation.Terminate))
        {
            await Assert.ThrowsAsync<SessionStorageException>(() =>
                Writes.DoAsync(_nodes.A, StorageOperation.Terminate, record, _nodes)
            );
        }

        _nodes.Clock.Advance(_nodes.Tier.MaxAge);
        Assert.NotNull((await _nodes.B.FindAsync(record.Session.Id, default))!.Session.Termination);
        _nodes.Clock.Advance(TimeSpan.FromMinutes(1));
        await _nodes.AssertTruthAsync(record);
    }

    /// <summary>Others share the user's partition, stay by the caller's wish, or came after.</summary>
    [Fact]
    public async Task A_failed_ending_of_all_refuses_nobody_else()
    {
        var (alice, other) = Sharing();
        var (record, kept, others) = (
            await _nodes.OpenAsync(alice),
            await _nodes.OpenAsync(alice),
            await _nodes.OpenAsync(other)
        );
        _nodes.DurableOfA.Fail(StorageOperation.TerminateAll, times: 1);
        await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await _nodes.A.TerminateAllAsync(alice, kept.Session.Id, _nodes.Ending(), default)
        );
        _nodes.Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await _nodes.OpenAsync(alice, copied: false);

        Assert.NotNull((await _nodes.B.FindAsync(record.Session.Id, default))!.Session.Termination);
        await _nodes.AssertTruthAsync(kept);
        await _nodes.AssertTruthAsync(others);
        await _nodes.AssertTruthAsync(later);
    }

    /// <summary>The storage said that it failed, and does the write after all, later.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public async Task A_write_that_is_done_after_it_failed_leaves_no_older_copy(StorageOperation write)
    {
        var record = await _nodes.OpenAsync();
        using (_nodes.DurableOfA.Fail(write))
            await Assert.ThrowsAsync<SessionStorageException>(() => Writes.DoAsync(_nodes.A, write, record, _nodes));
        await _nodes.B.FindAsync(record.Session.Id, default);

        await Writes.DoAsync(_nodes.Durable, write, record, _nodes);

        if (write != StorageOperation.Touch)
            await _nodes.AssertTruthAsync(record);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Who_cannot_begin_still_writes(StorageOperation write)
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail(FastTierStep.Begin);

        await Writes.DoAsync(_nodes.A, write, record, _nodes);

        Assert.NotEqual(record.Version, (await _nodes.Durable.FindAsync(record.Session.Id, default))?.Version);
        await _nodes.AssertTruthAsync(record);
    }

    [Fact]
    public async Task Neither_tier_could_be_told_of_an_ending()
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail();
        _nodes.DurableOfA.Fail(StorageOperation.Terminate);

        var exception = await Assert.ThrowsAsync<SessionStorageException>(() =>
            Writes.DoAsync(_nodes.A, StorageOperation.Terminate, record, _nodes)
        );

        Assert.Contains("may still be accepted", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The refresh is done, and nobody has its tokens: whoever asks again within the grace gets them.</summary>
    [Fact]
    [Trait("Sec", "30")]
    public async Task A_refresh_that_the_fast_tier_was_not_told_of_is_asked_for_again()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_nodes.Clock).AddSessionManager().UseStorage(_ => _nodes.A);
        await using var host = services.BuildServiceProvider();
        var sessions = host.GetRequiredService<ISessionManager>();
        var token = (await sessions.CreateAsync(new("alice"))).Tokens!.Token;
        _nodes.FastOfA.Fail();

        await Assert.ThrowsAsync<SessionStorageException>(async () => await sessions.RefreshAsync(token));
        var again = await sessions.RefreshAsync(token);

        Assert.Equal(SessionOutcome.Success, again.Outcome);
        Assert.True((await sessions.ValidateAsync(again.Tokens!.Token)).IsValid);
    }

    /// <summary>The end is not told: no success is reported, the copy that another node has goes soon, and so it does after a repetition.</summary>
    [Theory]
    [InlineData(StorageOperation.Terminate, false)]
    [InlineData(StorageOperation.TerminateAll, false)]
    [InlineData(StorageOperation.Replace, false)]
    [InlineData(StorageOperation.EraseUser, false)]
    [InlineData(StorageOperation.Terminate, true)]
    [InlineData(StorageOperation.TerminateAll, true)]
    public async Task Who_cannot_end_says_so(StorageOperation write, bool repeats)
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail(FastTierStep.Begin, FastTierStep.End);

        var exception = await Assert.ThrowsAsync<SessionStorageException>(() =>
            Writes.DoAsync(_nodes.A, write, record, _nodes)
        );

        Assert.Contains("is done in the durable storage", exception.Message, StringComparison.Ordinal);
        Assert.Contains("00:05:00", exception.Message, StringComparison.Ordinal);
        Assert.NotEqual(record.Version, (await _nodes.Durable.FindAsync(record.Session.Id, default))?.Version);
        Assert.True(_nodes.Tier.HasCopy(record.Session.Id));
        Assert.Equal(1, _nodes.A.WaitingForRepair);
        if (repeats)
        {
            await Assert.ThrowsAsync<SessionStorageException>(() => Writes.DoAsync(_nodes.A, write, record, _nodes));
            Assert.True(_nodes.Tier.HasCopy(record.Session.Id));
            _nodes.FastOfA.Before = null;
            await Writes.DoAsync(_nodes.A, write, record, _nodes);
            await _nodes.AssertTruthAsync(record);
            return;
        }

        var ends = _nodes.FastOfA.Calls(FastTierStep.End);
        _nodes.Clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => _nodes.FastOfA.Calls(FastTierStep.End) > ends);
        Assert.True(_nodes.Tier.HasCopy(record.Session.Id));
        _nodes.FastOfA.Before = null;
        await RepairedAsync(0);
        await _nodes.AssertTruthAsync(record);
    }

    /// <summary>The answer of the end was lost, or it came while the mark was there: the mark goes with the repair.</summary>
    [Fact]
    public async Task A_repair_takes_the_mark_away()
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail(FastTierStep.End);
        await Assert.ThrowsAsync<SessionStorageException>(() =>
            Writes.DoAsync(_nodes.A, StorageOperation.Replace, record, _nodes)
        );
        await _nodes.AssertTruthAsync(record);
        Assert.True(_nodes.Tier.IsMarked(record.Session.Id));

        _nodes.FastOfA.Before = null;
        await RepairedAsync(0);

        Assert.False(_nodes.Tier.IsMarked(record.Session.Id));
        // Told after it is done.
        await UntilAsync(() => _nodes.Logs.Named("FastTierRepaired").Length > 0);
    }

    /// <summary>An eviction, a use and an expiry are no reason to fail, and a lost replacement is none either.</summary>
    [Fact]
    public async Task Other_writes_succeed_without_an_end()
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail(FastTierStep.Begin, FastTierStep.End);

        await Writes.DoAsync(_nodes.A, StorageOperation.Touch, record, _nodes);
        Assert.Equal(0, _nodes.A.WaitingForRepair);
        Assert.False(await _nodes.A.ReplaceAsync(record, 77, _nodes.Now, default));
        await Writes.DoAsync(_nodes.A, StorageOperation.Insert, record, _nodes);
        Assert.True(_nodes.Tier.HasCopy(record.Session.Id));
        Assert.Single(await _nodes.A.ExpireDueAsync(_nodes.Now.AddDays(1), 10, default));

        _nodes.FastOfA.Before = null;
        await RepairedAsync(0);
        await _nodes.AssertTruthAsync(record);
        Assert.False(_nodes.Tier.HasCopy(record.Session.Id));
    }

    [Fact]
    public async Task A_repair_gives_up_when_the_copies_are_gone_by_themselves()
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail();
        await Assert.ThrowsAsync<SessionStorageException>(() =>
            Writes.DoAsync(_nodes.A, StorageOperation.Terminate, record, _nodes)
        );

        _nodes.Clock.Advance(_nodes.Tier.MaxAge - TimeSpan.FromSeconds(1));
        Assert.Equal(1, _nodes.A.WaitingForRepair);
        await RepairedAsync(0);
        await UntilAsync(() => _nodes.Clock.ActiveTimers == 0);
        Assert.Empty(_nodes.Logs.Named("FastTierRepaired"));
    }

    /// <summary>Endings come first: what lets nobody in takes half of the room at most.</summary>
    [Fact]
    public async Task Only_so_many_wait_for_repair()
    {
        _nodes.FastOfA.Fail();
        for (var i = 0; i < 3; i++)
            await _nodes.A.ReplaceAsync(SessionSamples.Create("alice", _nodes.Now), 1, _nodes.Now, default);
        Assert.Equal(2, _nodes.A.WaitingForRepair);
        Assert.Single(_nodes.Logs.Named("FastTierRepairsDropped"));

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<SessionStorageException>(async () =>
                await _nodes.A.TerminateAsync(SessionId.Create("alice"), _nodes.Ending(), default)
            );
        }

        Assert.Equal(4, _nodes.A.WaitingForRepair);
        Assert.Equal(2, _nodes.Logs.Named("FastTierRepairsDropped").Length);
    }

    [Fact]
    public async Task Who_stops_repairs_once_more()
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail(FastTierStep.End);
        await Assert.ThrowsAsync<SessionStorageException>(() =>
            Writes.DoAsync(_nodes.A, StorageOperation.Terminate, record, _nodes)
        );
        _nodes.FastOfA.Before = null;

        await _nodes.A.DisposeAsync();

        Assert.False(_nodes.Tier.IsMarked(record.Session.Id));
        Assert.Equal(0, _nodes.Clock.ActiveTimers);
    }

    /// <summary>The table of the class's documentation.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public async Task The_durable_storage_is_down()
    {
        var (copied, missing) = (await _nodes.OpenAsync(), await _nodes.OpenAsync(copied: false));
        var neverSeen = await _nodes.OpenAsync();
        _nodes.DurableOfA.Fail();
        _nodes.DurableOfB.Fail();

        foreach (var node in new[] { _nodes.A, _nodes.B })
        {
            SessionRecordAssert.Same(copied, await node.FindAsync(copied.Session.Id, default));
            await ThrowsAsync(() => node.FindAsync(missing.Session.Id, default).AsTask());
        }

        var (now, end) = (_nodes.Now, _nodes.Ending());
        await ThrowsAsync(() => _nodes.A.QueryAsync(new SessionQuery(), now, default).AsTask());
        await ThrowsAsync(() => _nodes.A.GetStatisticsAsync(now, default).AsTask());
        await ThrowsAsync(() => _nodes.A.PurgeAsync(now, 1, default).AsTask());
        await ThrowsAsync(() => _nodes.A.ExpireDueAsync(now, 1, default).AsTask());
        await ThrowsAsync(() =>
            _nodes.A.InsertAsync(SessionSamples.Create("x", now), SessionLimit.None, default).AsTask()
        );
        await ThrowsAsync(() => _nodes.A.TerminateAsync(neverSeen.Session.Id, end, default).AsTask());
        await ThrowsAsync(() => _nodes.B.FindAsync(neverSeen.Session.Id, default).AsTask());
        SessionRecordAssert.Same(copied, await _nodes.B.FindAsync(copied.Session.Id, default));
        await ThrowsAsync(() => _nodes.A.ReplaceAsync(copied, 1, now, default).AsTask());
        await ThrowsAsync(() => _nodes.B.FindAsync(copied.Session.Id, default).AsTask());

        var old = await OpenOnBAsync();
        _nodes.Clock.Advance(_nodes.Tier.MaxAge);
        await ThrowsAsync(() => _nodes.B.FindAsync(old.Session.Id, default).AsTask());
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    private static Task ThrowsAsync(Func<Task> call) => Assert.ThrowsAsync<SessionStorageException>(call);

    private static (string, string) Sharing()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; ; i++)
        {
            var user = string.Create(CultureInfo.InvariantCulture, $"user-{i}");
            if (!seen.TryAdd(SessionId.PartitionOf(user), user))
                return (seen[SessionId.PartitionOf(user)], user);
        }
    }

    private async Task<SessionRecord> OpenOnBAsync()
    {
        var record = SessionSamples.Create("carol", _nodes.Now);
        await _nodes.Durable.InsertAsync(record, SessionLimit.None, default);
        await using var node = new TieredSessionStorage(_nodes.Durable, _nodes.Tier, time: _nodes.Clock);
        await node.FindAsync(record.Session.Id, default);
        SessionRecordAssert.Same(record, await _nodes.B.FindAsync(record.Session.Id, default));
        return record;
    }

    /// <summary>
    /// A repair runs behind the timer's thread, and sets the timer anew when it failed. Only then does time go on: one
    /// that is late must not find that the copies went by themselves.
    /// </summary>
    private async Task RepairedAsync(int left)
    {
        while (_nodes.A.WaitingForRepair != left)
        {
            await UntilAsync(() => _nodes.Clock.ActiveTimers > 0 || _nodes.A.WaitingForRepair == left);
            _nodes.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!condition())
            await Task.Delay(5, limit.Token);
    }
}
