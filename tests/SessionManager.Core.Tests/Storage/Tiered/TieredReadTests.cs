using Moq;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Tiered;
using SessionManager.Testing.Samples;
using SessionManager.Testing.Storage.Tiered;

namespace SessionManager.Core.Tests.Storage.Tiered;

public sealed class TieredReadTests : IAsyncDisposable
{
    private readonly TwoNodes _nodes = new();

    [Fact]
    public async Task A_copy_is_found_without_the_durable_storage_in_one_step()
    {
        var record = await _nodes.OpenAsync(copied: false);
        await _nodes.A.FindAsync(record.Session.Id, default);
        var before = _nodes.DurableOfA.TotalCalls + _nodes.DurableOfB.TotalCalls;

        SessionRecordAssert.Same(record, await _nodes.A.FindAsync(record.Session.Id, default));
        SessionRecordAssert.Same(record, await _nodes.B.FindAsync(record.Session.Id, default));

        Assert.Equal(before, _nodes.DurableOfA.TotalCalls + _nodes.DurableOfB.TotalCalls);
        Assert.Equal(1, _nodes.FastOfB.Calls(FastTierStep.Read));
        Assert.Equal(0, _nodes.FastOfB.Calls(FastTierStep.Lease));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "1.9")]
    public async Task A_new_session_is_copied(bool limited)
    {
        var record = SessionSamples.Create("alice", _nodes.Now) with { Version = 7 };
        var limit = limited ? new SessionLimit(1, SessionLimitAction.EvictOldest) : SessionLimit.None;

        await _nodes.A.InsertAsync(record, limit, default);

        Assert.True(_nodes.Tier.HasCopy(record.Session.Id));
        await _nodes.AssertTruthAsync(record);
        Assert.Equal(0, _nodes.DurableOfB.TotalCalls);
    }

    [Fact]
    public async Task What_was_not_inserted_is_not_copied()
    {
        await _nodes.OpenAsync();
        var (limited, late) = (SessionSamples.Create("alice", _nodes.Now), SessionSamples.Create("bob", _nodes.Now));
        _nodes.Clock.Advance(TimeSpan.FromSeconds(1));
        await _nodes.A.TerminateAllAsync("bob", null, _nodes.Ending(), default);

        var reached = await _nodes.A.InsertAsync(limited, new(1, SessionLimitAction.Reject), default);
        var superseded = await _nodes.A.InsertAsync(late, SessionLimit.None, default);

        Assert.Equal(SessionInsertOutcome.LimitReached, reached.Outcome);
        Assert.Equal(SessionInsertOutcome.Superseded, superseded.Outcome);
        Assert.False(_nodes.Tier.HasCopy(limited.Session.Id));
        Assert.False(_nodes.Tier.HasCopy(late.Session.Id));
    }

    [Fact]
    public async Task Only_live_sessions_are_copied()
    {
        var (ended, expired) = (await _nodes.OpenAsync(), await _nodes.OpenAsync(copied: false));
        await _nodes.A.TerminateAsync(ended.Session.Id, _nodes.Ending(), default);
        _nodes.Clock.Advance(SessionSamples.IdleTimeout);

        await _nodes.AssertTruthAsync(ended);
        await _nodes.AssertTruthAsync(expired);

        Assert.False(_nodes.Tier.HasCopy(ended.Session.Id));
        Assert.False(_nodes.Tier.HasCopy(expired.Session.Id));
    }

    /// <summary>The copy does not know of the last use, which would be a sign-out for nothing.</summary>
    [Fact]
    public async Task The_durable_storage_decides_that_time_ran_out()
    {
        var record = await _nodes.OpenAsync();
        _nodes.Clock.Advance(SessionSamples.IdleTimeout - TimeSpan.FromMinutes(1));
        _nodes.Tier.LoseAll();
        await _nodes.A.FindAsync(record.Session.Id, default);
        _nodes.FastOfA.Fail(FastTierStep.Begin, FastTierStep.End);
        Assert.Equal(1, await _nodes.A.TouchAsync([new(record.Session.Id, _nodes.Now)], default));

        _nodes.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.True(_nodes.Tier.HasCopy(record.Session.Id));
        await _nodes.AssertTruthAsync(record);
    }

    [Fact]
    public async Task A_fast_tier_that_fails_is_left_alone_for_a_moment_and_then_tried_by_one()
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail();

        for (var i = 0; i < 5; i++)
            await _nodes.AssertTruthAsync(record);
        Assert.Equal(1, _nodes.FastOfA.Calls(FastTierStep.Read));
        Assert.Equal(0, _nodes.FastOfA.Calls(FastTierStep.Lease));

        _nodes.Clock.Advance(TimeSpan.FromSeconds(1));
        var gate = Patience.Signal();
        _nodes.FastOfA.Before = async _ => await gate.Task;
        var tries = _nodes.A.FindAsync(record.Session.Id, default).AsTask();
        await _nodes.A.FindAsync(record.Session.Id, default);
        Assert.Equal(2, _nodes.FastOfA.Calls(FastTierStep.Read));
        gate.SetResult();
        await tries;
        await _nodes.A.FindAsync(record.Session.Id, default);
        Assert.Equal(3, _nodes.FastOfA.Calls(FastTierStep.Read));
        Assert.Equal([1521, 1522], _nodes.Logs.Entries.Select(static entry => entry.Id.Id));
    }

    [Theory]
    [InlineData(FastTierStep.Read)]
    [InlineData(FastTierStep.Lease)]
    public async Task A_slow_fast_tier_is_not_waited_for(FastTierStep slow)
    {
        var record = await _nodes.OpenAsync(copied: false);
        var gate = Patience.Signal();
        _nodes.FastOfA.Before = async step => await (step == slow ? gate.Task : Task.CompletedTask);

        var found = _nodes.A.FindAsync(record.Session.Id, default).AsTask();
        await _nodes.Clock.WaitForTimersAsync(1);
        _nodes.Clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(found.IsCompleted);
        _nodes.Clock.Advance(TimeSpan.FromMilliseconds(1));

        SessionRecordAssert.Same(record, await found.WaitAsync(Patience.Limit));
        gate.SetException(new TimeoutException("late"));
    }

    [Fact]
    public async Task Nobody_waits_for_a_copy_to_be_made()
    {
        var record = await _nodes.OpenAsync(copied: false);
        var gate = Patience.Signal();
        _nodes.FastOfA.Before = async step => await (step == FastTierStep.Fill ? gate.Task : Task.CompletedTask);

        SessionRecordAssert.Same(
            record,
            await _nodes.A.FindAsync(record.Session.Id, default).AsTask().WaitAsync(Patience.Limit)
        );

        gate.SetResult();
    }

    [Fact]
    public async Task A_caller_who_leaves_is_no_failure_of_the_fast_tier()
    {
        var record = await _nodes.OpenAsync();
        var gate = Patience.Signal();
        _nodes.FastOfA.Before = async _ => await gate.Task;
        using var caller = new CancellationTokenSource();

        var found = _nodes.A.FindAsync(record.Session.Id, caller.Token).AsTask();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => found);
        gate.SetResult();

        _nodes.FastOfA.Before = null;
        await _nodes.A.FindAsync(record.Session.Id, default);
        Assert.Equal(2, _nodes.FastOfA.Calls(FastTierStep.Read));
        Assert.Empty(_nodes.Logs.Entries);
    }

    [Fact]
    public async Task What_the_durable_storage_cannot_read_is_not_covered_up()
    {
        var storage = new TieredSessionStorage(new UnreadableStorage(), _nodes.Tier, time: _nodes.Clock);

        await Assert.ThrowsAsync<SessionRecordUnreadableException>(async () =>
            await storage.FindAsync(SessionId.Create("alice"), default)
        );
        await storage.DisposeAsync();
    }

    [Fact]
    public void It_promises_what_the_durable_storage_does_but_announcements()
    {
        Assert.Equal(SessionStorageGuarantees.All, _nodes.A.Guarantees);
        var announcing = new Mock<ISessionStorage>();
        announcing
            .As<ISessionStorageGuarantees>()
            .Setup(static storage => storage.Guarantees)
            .Returns(SessionStorageGuarantees.Listing | SessionStorageGuarantees.AnnouncesChanges);

        var tiered = new TieredSessionStorage(announcing.Object, _nodes.Tier);

        Assert.Equal(SessionStorageGuarantees.Listing, tiered.Guarantees);
    }

    [Fact]
    public void Options_are_greater_than_zero()
    {
        TieredStorageOptions[] wrong =
        [
            new() { FastTierTimeout = TimeSpan.Zero },
            new() { PauseAfterFailure = TimeSpan.Zero },
            new() { RepairInterval = TimeSpan.FromTicks(-1) },
            new() { RepairCapacity = 0 },
        ];

        Assert.All(
            wrong,
            options =>
                Assert.Throws<ArgumentException>(() =>
                    new TieredSessionStorage(_nodes.Durable, _nodes.Tier, options).Guarantees.ToString()
                )
        );
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();
}
