using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    private static SessionRecord Expired(SessionRecord record) =>
        Ended(record, SessionTermination.Expiry(record.Session.ExpiresAt));

    /// <summary>
    /// Sessions whose time ran out, to the microsecond, are marked as expired by the system at the time at which they
    /// ended; live and ended ones are left alone.
    /// </summary>
    [Fact]
    [Trait("Req", "0.17")]
    [Trait("Req", "1.19")]
    [Trait("Req", "4.15")]
    public virtual async Task Due_sessions_are_marked_expired()
    {
        var past = await OpenAsync(change: session => session with { ExpiresAt = At(10) });
        var justNow = await InsertAsync(SessionSamples.CreateFull(Bob, Start) with { Replaced = null });
        var now = justNow.Session.ExpiresAt;
        var soon = await OpenAsync(change: session => session with { ExpiresAt = now.AddMicroseconds(1) });
        var ended = await OpenAsync();
        var end = Ending(5);
        await TerminateAsync(ended, end);

        var swept = await ExpireDueAsync(now);

        SessionRecordAssert.SameSet([Expired(past), Expired(justNow)], swept);
        await AssertStoredAsync(Expired(past));
        await AssertStoredAsync(Expired(justNow));
        await AssertStoredAsync(soon);
        await AssertStoredAsync(Ended(ended, end));
        Assert.Equal(SessionStatus.Expired, (await FindAsync(past.Session.Id)).Session.StatusAt(now));
    }

    /// <summary>A sweep takes a batch at a time, and nothing twice.</summary>
    [Fact]
    [Trait("Sec", "31")]
    public virtual async Task A_sweep_works_in_batches()
    {
        for (var i = 0; i < 10; i++)
            await OpenAsync($"user-{i % 3}", change: session => session with { ExpiresAt = At(10 + i) });
        await OpenAsync(at: 100);

        var swept = new List<SessionId>();
        foreach (var expected in new[] { 4, 4, 2, 0 })
        {
            var batch = await ExpireDueAsync(At(100), 4);
            Assert.Equal(expected, batch.Count);
            swept.AddRange(batch.Select(static record => record.Session.Id));
        }

        Assert.Equal(10, swept.Distinct().Count());
        await AssertIndexesAgreeAsync([.. swept, .. await LiveIdsAsync(Alice, At(100))], At(100));
    }

    /// <summary>A session that was used before the sweep stays, and is due later.</summary>
    [Fact]
    public virtual async Task A_session_used_before_the_sweep_stays()
    {
        var record = await OpenAsync();
        await TouchAsync(record, 60);
        var touched = After(record, session => session.UsedAt(At(60)));

        Assert.Empty(await ExpireDueAsync(record.Session.ExpiresAt));
        await AssertStoredAsync(touched);

        SessionRecordAssert.SameSet([Expired(touched)], await ExpireDueAsync(touched.Session.ExpiresAt));
    }

    /// <summary>
    /// A session whose time ran out is over before any sweep: it is not listed as live, not used, not replaced, and
    /// still found.
    /// </summary>
    [Fact]
    [Trait("Sec", "16")]
    [Trait("Req", "D")]
    public virtual async Task An_unswept_session_is_over()
    {
        var record = await OpenAsync();
        var now = record.Session.ExpiresAt;

        Assert.Empty(await ListAsync(new SessionFilters { ActiveOnly = true }, now));
        Assert.Single(await ListAsync(new SessionFilters { Status = SessionStatus.Expired }, now));
        if (ListsAll)
            Assert.Equal(1, (await Storage.GetStatisticsAsync(now, CancellationToken.None)).Expired);
        await AssertStoredAsync(record);
    }

    /// <summary>Sessions that ended before the moment are deleted; at it and after they stay, and so do live and unswept ones.</summary>
    [Fact]
    [Trait("Req", "4.7")]
    [Trait("Req", "4.18")]
    public virtual async Task Only_what_ended_before_is_deleted()
    {
        var before = await OpenAsync();
        await TerminateAsync(before, Ending(10) with { At = At(20).AddMicroseconds(-1) });
        var at = await OpenAsync();
        await TerminateAsync(at, Ending(20));
        var after = await OpenAsync(Bob);
        await TerminateAsync(after, Ending(21));
        var swept = await OpenAsync(change: session => session with { ExpiresAt = At(15) });
        Assert.Single(await ExpireDueAsync(At(16)));
        var unswept = await OpenAsync(change: session => session with { ExpiresAt = At(5) });
        var live = await OpenAsync();

        Assert.Equal(2, await PurgeAsync(At(20)));

        await AssertMissingAsync(before.Session.Id);
        await AssertMissingAsync(swept.Session.Id);
        await AssertStoredAsync(Ended(at, Ending(20)));
        await AssertStoredAsync(Ended(after, Ending(21)));
        await AssertStoredAsync(unswept);
        await AssertStoredAsync(live);
        SessionId[] all =
        [
            .. new[] { before, at, after, swept, unswept, live }.Select(static record => record.Session.Id),
        ];
        await AssertIndexesAgreeAsync(all, At(30));
        Assert.Equal(0, await PurgeAsync(At(20)));
    }

    /// <summary>Deletion takes a batch at a time.</summary>
    [Fact]
    [Trait("Sec", "31")]
    public virtual async Task Deletion_works_in_batches()
    {
        for (var i = 0; i < 10; i++)
            await TerminateAsync(await OpenAsync($"user-{i % 3}"), Ending(i));
        await OpenAsync();

        foreach (var expected in new[] { 4, 4, 2, 0 })
            Assert.Equal(expected, await PurgeAsync(At(20), 4));

        Assert.Single(await ListAsync(new SessionFilters(), At(20)));
    }

    /// <summary>Evicted sessions and ended sessions are history of one kind: both are deleted.</summary>
    [Fact]
    public virtual async Task Evicted_sessions_are_deleted_like_others()
    {
        var first = await OpenAsync();
        await InsertAsync(New(Alice, 1), 1, SessionLimitAction.EvictOldest);
        await OpenAsync(Bob, 1);
        Assert.Single(await TerminateAllAsync(Bob, Ending(2)));

        Assert.Equal(2, await PurgeAsync(At(3)));

        await AssertMissingAsync(first.Session.Id);
    }
}
