using SessionManager.Storage;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>A sign-in at second 100 whose credentials were checked at another moment.</summary>
    private async Task<SessionInsertOutcome> SignInAsync(string userId, DateTimeOffset authenticatedAt)
    {
        var record = New(userId, 100, session => session with { AuthenticatedAt = authenticatedAt });
        var result = await Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        Assert.Equal(
            result.Outcome == SessionInsertOutcome.Inserted,
            await Peer.FindAsync(record.Session.Id, CancellationToken.None) is not null
        );
        return result.Outcome;
    }

    /// <summary>
    /// A sign-in that was authenticated before all sessions were ended comes too late, by a microsecond as by an hour;
    /// at the same moment and after it passes. What counts is when the credentials were checked, not when it arrives.
    /// </summary>
    [Theory]
    [InlineData(-3_600_000_000, SessionInsertOutcome.Superseded)]
    [InlineData(-1, SessionInsertOutcome.Superseded)]
    [InlineData(0, SessionInsertOutcome.Inserted)]
    [InlineData(1, SessionInsertOutcome.Inserted)]
    [Trait("Req", "4.9")]
    public virtual async Task A_sign_in_from_before_the_end_of_all_comes_too_late(
        long microseconds,
        SessionInsertOutcome outcome
    )
    {
        await OpenAsync();
        await TerminateAllAsync(Alice, Ending(50));

        Assert.Equal(outcome, await SignInAsync(Alice, At(50).AddMicroseconds(microseconds)));
    }

    /// <summary>The mark stands also when there was no session to end.</summary>
    [Fact]
    [Trait("Req", "4.9")]
    public virtual async Task The_mark_is_set_without_any_session()
    {
        Assert.Empty(await TerminateAllAsync(Alice, Ending(50)));

        Assert.Equal(SessionInsertOutcome.Superseded, await SignInAsync(Alice, At(49)));
        Assert.Equal(SessionInsertOutcome.Inserted, await SignInAsync(Alice, At(51)));
    }

    /// <summary>The mark moves forward and never back.</summary>
    [Fact]
    public virtual async Task The_mark_only_moves_forward()
    {
        await TerminateAllAsync(Alice, Ending(50));
        await TerminateAllAsync(Alice, Ending(40));
        Assert.Equal(SessionInsertOutcome.Superseded, await SignInAsync(Alice, At(45)));

        await TerminateAllAsync(Alice, Ending(60));
        Assert.Equal(SessionInsertOutcome.Superseded, await SignInAsync(Alice, At(55)));
    }

    /// <summary>The mark is one user's.</summary>
    [Fact]
    public virtual async Task The_mark_is_for_one_user()
    {
        await TerminateAllAsync(Alice, Ending(50));

        Assert.Equal(SessionInsertOutcome.Inserted, await SignInAsync(Bob, At(49)));
    }

    /// <summary>The mark is set also when a session stays.</summary>
    [Fact]
    public virtual async Task An_exception_does_not_spare_late_sign_ins()
    {
        var kept = await OpenAsync();
        await TerminateAllAsync(Alice, Ending(50), kept.Session.Id);

        Assert.Equal(SessionInsertOutcome.Superseded, await SignInAsync(Alice, At(49)));
        await AssertStoredAsync(kept);
    }

    /// <summary>Ending one session marks nobody.</summary>
    [Fact]
    public virtual async Task Ending_one_session_sets_no_mark()
    {
        await TerminateAsync(await OpenAsync(), Ending(50));

        Assert.Equal(SessionInsertOutcome.Inserted, await SignInAsync(Alice, At(49)));
    }

    /// <summary>A sign-in that came too late ends nobody, and is told so before it is told of the limit.</summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [InlineData(SessionLimitAction.Reject)]
    public virtual async Task A_late_sign_in_evicts_nobody(SessionLimitAction action)
    {
        await TerminateAllAsync(Alice, Ending(50));
        var live = await OpenAsync(at: 60);
        var late = New(Alice, 61, session => session with { AuthenticatedAt = At(49) });

        var result = await InsertAsync(late, 1, action);

        Assert.Equal(SessionInsertOutcome.Superseded, result.Outcome);
        Assert.Empty(result.Evicted);
        await AssertStoredAsync(live);
        await AssertMissingAsync(late.Session.Id);
    }

    /// <summary>
    /// The mark outlasts the sessions: cleanup takes it away no sooner than <see cref="EndedBeforeMark.KeptFor"/> allows,
    /// also when the history goes at once.
    /// </summary>
    [Fact]
    [Trait("Sec", "20")]
    public virtual async Task The_mark_outlasts_the_sessions()
    {
        var old = await OpenAsync();
        await TerminateAllAsync(Alice, Ending(50));
        await ExpireDueAsync(At(60));
        if (Sweeps)
        {
            Assert.Equal(1, await PurgeAsync(At(60)));
            await AssertMissingAsync(old.Session.Id);
        }

        Assert.Equal(0, await PurgeAsync((At(50) + EndedBeforeMark.KeptFor).AddMicroseconds(-1)));

        Assert.Equal(SessionInsertOutcome.Superseded, await SignInAsync(Alice, At(49)));
    }
}
