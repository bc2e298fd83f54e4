using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>An ended session keeps when, by whom and why; the answer is what is stored.</summary>
    [Fact]
    [Trait("Req", "0.16")]
    [Trait("Req", "4.15")]
    [Trait("Req", "4.18")]
    public virtual async Task An_ended_session_keeps_its_end()
    {
        var record = await InsertAsync(SessionSamples.CreateFull(Alice, Start));
        var end = Ending(10, "user_logout", Alice);

        var ended = await TerminateAsync(record, end);

        SessionRecordAssert.Same(Ended(record, end), ended);
        await AssertStoredAsync(Ended(record, end));
        await AssertIndexesAgreeAsync([record.Session.Id], At(10));
    }

    /// <summary>Ending twice ends once: the first time, actor and reason stand.</summary>
    [Fact]
    [Trait("Req", "0.16")]
    [Trait("Sec", "19")]
    public virtual async Task The_first_end_stands()
    {
        var record = await OpenAsync();
        var first = Ending(10);
        await TerminateAsync(record, first);

        Assert.Null(await TerminateAsync(record, Ending(20, "user_logout", Alice)));
        Assert.Null(await TerminateAsync(record, Ending(5, "user_logout", Alice)));
        Assert.Empty(await TerminateAllAsync(Alice, Ending(30, "user_logout_all", Alice)));

        await AssertStoredAsync(Ended(record, first));
    }

    /// <summary>There is nothing to end where there is no session.</summary>
    [Fact]
    public virtual async Task An_unknown_session_is_not_ended()
    {
        var record = New(Alice);

        Assert.Null(await TerminateAsync(record, Ending(1)));

        await AssertMissingAsync(record.Session.Id);
    }

    /// <summary>
    /// A session whose time ran out is not ended by hand: cleanup says what became of it. But one that another host may
    /// still take for live, since clocks differ, is.
    /// </summary>
    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(59_999_999, true)]
    [InlineData(60_000_000, false)]
    [InlineData(3_600_000_000, false)]
    [Trait("Sec", "16")]
    [Trait("Req", "0.18")]
    public virtual async Task An_expired_session_is_not_ended(long microseconds, bool ended)
    {
        var record = await OpenAsync();
        var end = Ending(0) with { At = record.Session.ExpiresAt.AddMicroseconds(microseconds) };

        Assert.Equal(ended, await TerminateAsync(record, end) is not null);

        await AssertStoredAsync(ended ? Ended(record, end) : record);
        Assert.Equal(ended ? 0 : 1, (await TerminateAllAsync(Alice, Ending(0))).Count);
        var other = await OpenAsync(Bob);
        Assert.Equal(ended, (await TerminateAllAsync(Bob, end)).Count > 0);
        await AssertStoredAsync(ended ? Ended(other, end) : other);
    }

    /// <summary>
    /// What was ended where the clock is ahead stays so where it is behind, also when it looked expired to whoever ended
    /// it: otherwise a use there would bring it back for good.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "18")]
    [Trait("Sec", "19")]
    public virtual async Task A_host_whose_clock_is_ahead_ends_what_looks_expired_to_it(bool all)
    {
        var record = await OpenAsync();
        var ahead = Ending(0) with { At = record.Session.ExpiresAt.AddSeconds(29) };
        if (all)
            Assert.Single(await TerminateAllAsync(Alice, ahead));
        else
            Assert.NotNull(await TerminateAsync(record, ahead));

        Assert.Equal(
            0,
            await Storage.TouchAsync([new SessionTouch(record.Session.Id, ahead.At.AddSeconds(-30))], default)
        );
        Assert.False(
            await Storage.ReplaceAsync(record, record.Version, ahead.At.AddSeconds(-30), CancellationToken.None)
        );

        await AssertStoredAsync(Ended(record, ahead));
    }

    /// <summary>A host whose clock is behind ends a session all the same.</summary>
    [Fact]
    public virtual async Task A_host_whose_clock_is_behind_ends_sessions()
    {
        var one = await OpenAsync();
        var another = await OpenAsync();
        var end = Ending(-30);

        Assert.NotNull(await TerminateAsync(one, end));
        Assert.Single(await TerminateAllAsync(Alice, end));

        await AssertStoredAsync(Ended(one, end));
        await AssertStoredAsync(Ended(another, end));
    }

    /// <summary>Ended sessions are listed as history and not as live.</summary>
    [Fact]
    [Trait("Req", "4.18")]
    [Trait("Req", "4.15")]
    public virtual async Task An_ended_session_is_history()
    {
        var ended = await OpenAsync();
        var live = await OpenAsync();
        await TerminateAsync(ended, Ending(10));

        Assert.Equal([live.Session.Id], await LiveIdsAsync(Alice, At(10)));
        var history = await ListAsync(new SessionFilters { UserId = Alice, Status = SessionStatus.Terminated }, At(10));
        Assert.Equal(ended.Session.Id, Assert.Single(history).Id);
        Assert.Equal(2, (await ListAsync(new SessionFilters { UserId = Alice }, At(10))).Count);
    }

    /// <summary>All live sessions of a user end, with one end, and the answer names exactly those.</summary>
    [Fact]
    [Trait("Req", "1.14")]
    [Trait("Req", "4.9")]
    [Trait("Req", "4.15")]
    [Trait("Sec", "20")]
    public virtual async Task All_live_sessions_of_a_user_end()
    {
        var first = await OpenAsync();
        var second = await InsertAsync(SessionSamples.CreateFull(Alice, Start));
        var earlier = await OpenAsync();
        var earlierEnd = Ending(5);
        await TerminateAsync(earlier, earlierEnd);
        var expired = await OpenAsync(change: session => session with { ExpiresAt = At(10) });
        var other = await OpenAsync(Bob);
        var end = Ending(70, SessionEndReasons.CredentialChange, Alice);

        var ended = await TerminateAllAsync(Alice, end);

        SessionRecordAssert.SameSet([Ended(first, end), Ended(second, end)], ended);
        await AssertStoredAsync(Ended(first, end));
        await AssertStoredAsync(Ended(second, end));
        await AssertStoredAsync(Ended(earlier, earlierEnd));
        await AssertStoredAsync(expired);
        await AssertStoredAsync(other);
        if (Sweeps)
            Assert.Equal(expired.Session.Id, Assert.Single(await ExpireDueAsync(At(10))).Session.Id);
    }

    /// <summary>One session may stay.</summary>
    [Fact]
    [Trait("Req", "1.14")]
    [Trait("Req", "1.35")]
    public virtual async Task All_sessions_but_one_end()
    {
        var kept = await OpenAsync();
        var gone = await OpenAsync();
        var end = Ending(10);

        var ended = await TerminateAllAsync(Alice, end, kept.Session.Id);

        Assert.Equal(gone.Session.Id, Assert.Single(ended).Session.Id);
        await AssertStoredAsync(kept);
        await AssertStoredAsync(Ended(gone, end));
    }

    /// <summary>An exception that is not the user's spares nobody.</summary>
    [Fact]
    public virtual async Task A_foreign_exception_spares_nobody()
    {
        var own = await OpenAsync();
        var other = await OpenAsync(Bob);
        var end = Ending(10);

        Assert.Single(await TerminateAllAsync(Alice, end, other.Session.Id));

        await AssertStoredAsync(Ended(own, end));
        await AssertStoredAsync(other);
    }

    /// <summary>Hundreds of sessions of one user end in one step.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    public virtual async Task Hundreds_of_sessions_end_at_once()
    {
        var ids = new HashSet<SessionId>();
        for (var i = 0; i < 300; i++)
            ids.Add((await OpenAsync(at: i / 1000.0)).Session.Id);

        var ended = await TerminateAllAsync(Alice, Ending(10));

        Assert.Equal(300, ended.Count);
        Assert.True(ids.SetEquals(ended.Select(static record => record.Session.Id)));
        Assert.Empty(await LiveIdsAsync(Alice, At(10)));
        await AssertIndexesAgreeAsync(ids, At(10));
    }
}
