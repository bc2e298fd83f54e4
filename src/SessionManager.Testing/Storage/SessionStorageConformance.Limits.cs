using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    private ValueTask<SessionInsertResult> InsertAsync(SessionRecord record, int maximum, SessionLimitAction action) =>
        Storage.InsertAsync(record, new SessionLimit(maximum, action), CancellationToken.None);

    private static SessionTermination Eviction(SessionRecord by) =>
        new()
        {
            At = by.Session.CreatedAt,
            By = SessionTermination.System,
            Reason = SessionEndReasons.MaxSessionsExceeded,
        };

    /// <summary>Fails unless these sessions, in whatever order, ended to make room, as they are stored.</summary>
    private async Task AssertEvictedAsync(SessionInsertResult result, SessionRecord by, params SessionRecord[] evicted)
    {
        Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
        var expected = evicted.Select(record => Ended(record, Eviction(by))).ToList();
        SessionRecordAssert.SameSet(expected, result.Evicted);
        foreach (var record in expected)
            await AssertStoredAsync(record);
    }

    private static (SessionId Lower, SessionId Higher) TwoIds()
    {
        SessionId[] ids = [.. new[] { SessionId.Create(Alice), SessionId.Create(Alice) }.Order()];
        return (ids[0], ids[1]);
    }

    /// <summary>Below the maximum nobody ends.</summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [InlineData(SessionLimitAction.Reject)]
    [Trait("Req", "1.9")]
    public virtual async Task Below_the_maximum_nothing_ends(SessionLimitAction action)
    {
        var first = New(Alice);
        var second = New(Alice, 1);
        var third = New(Alice, 2);

        foreach (var record in new[] { first, second, third })
            await AssertEvictedAsync(await InsertAsync(record, 3, action), record);

        await AssertStoredAsync(first);
        await AssertStoredAsync(second);
        Assert.Equal(3, (await LiveIdsAsync(Alice, At(3))).Count);
    }

    /// <summary>At the maximum the session that was used longest ago ends, not the one created first.</summary>
    [Fact]
    [Trait("Req", "1.20")]
    [Trait("Sec", "24")]
    public virtual async Task The_least_recently_active_ends()
    {
        var first = await OpenAsync(at: 0);
        var second = await OpenAsync(at: 1);
        Assert.Equal(1, await TouchAsync(first, 2));
        var third = New(Alice, 3);

        var result = await InsertAsync(third, 2, SessionLimitAction.EvictLeastRecentlyActive);

        await AssertEvictedAsync(result, third, second);
        Assert.Equal([third.Session.Id, first.Session.Id], await LiveIdsAsync(Alice, At(3)));
    }

    /// <summary>Of sessions used at the same moment the one created first ends, though its id is the higher.</summary>
    [Fact]
    [Trait("Sec", "24")]
    public virtual async Task Of_equally_active_ones_the_oldest_ends()
    {
        var (lower, higher) = TwoIds();
        var younger = await OpenAsync(at: 1, change: session => session with { Id = lower });
        var older = await OpenAsync(change: session => session with { Id = higher, LastActivityAt = At(1) });
        var next = New(Alice, 3);

        var result = await InsertAsync(next, 2, SessionLimitAction.EvictLeastRecentlyActive);

        await AssertEvictedAsync(result, next, older);
        await AssertStoredAsync(younger);
    }

    /// <summary>Of sessions created at the same moment the one with the lower id ends, though it was used later.</summary>
    [Fact]
    [Trait("Sec", "24")]
    public virtual async Task Of_equally_old_ones_the_lower_id_ends()
    {
        var (lower, higher) = TwoIds();
        var used = await OpenAsync(change: session => session with { Id = lower, LastActivityAt = At(1) });
        var unused = await OpenAsync(change: session => session with { Id = higher });
        var next = New(Alice, 3);

        var result = await InsertAsync(next, 2, SessionLimitAction.EvictOldest);

        await AssertEvictedAsync(result, next, used);
        await AssertStoredAsync(unused);
    }

    /// <summary>Of sessions that are equal in time the one with the lower id ends.</summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [Trait("Sec", "24")]
    public virtual async Task Of_equals_the_lower_ids_end(SessionLimitAction action)
    {
        var equals = new List<SessionRecord>();
        for (var i = 0; i < 12; i++)
            equals.Add(await OpenAsync());
        var inOrder = equals.OrderBy(static record => record.Session.Id).ToList();
        var next = New(Alice, 3);

        var result = await InsertAsync(next, 7, action);

        await AssertEvictedAsync(result, next, [.. inOrder.Take(6)]);
    }

    /// <summary>The session created first ends, however recently it was used.</summary>
    [Fact]
    [Trait("Req", "1.20")]
    [Trait("Sec", "24")]
    public virtual async Task The_oldest_ends()
    {
        var second = await OpenAsync(at: 1);
        var first = await OpenAsync(at: 0);
        await TouchAsync(first, 2);
        first = After(first, session => session.UsedAt(At(2)));
        var third = New(Alice, 3);

        var result = await InsertAsync(third, 2, SessionLimitAction.EvictOldest);

        await AssertEvictedAsync(result, third, first);
        await AssertStoredAsync(second);
    }

    /// <summary>At the maximum one more is refused, and nothing is written.</summary>
    [Fact]
    [Trait("Req", "1.20")]
    [Trait("Sec", "24")]
    public virtual async Task One_too_many_is_refused()
    {
        var first = await OpenAsync(at: 0);
        var second = await OpenAsync(at: 1);
        var third = New(Alice, 2);

        var result = await InsertAsync(third, 2, SessionLimitAction.Reject);

        Assert.Equal(SessionInsertOutcome.LimitReached, result.Outcome);
        Assert.Empty(result.Evicted);
        await AssertMissingAsync(third.Session.Id);
        await AssertStoredAsync(first);
        await AssertStoredAsync(second);
        await AssertIndexesAgreeAsync([first.Session.Id, second.Session.Id, third.Session.Id], At(2));
    }

    /// <summary>When the maximum was lowered, as many end as needed, in order.</summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [Trait("Req", "1.9")]
    public virtual async Task A_lowered_maximum_ends_as_many_as_needed(SessionLimitAction action)
    {
        var records = new List<SessionRecord>();
        for (var i = 0; i < 6; i++)
            records.Add(await OpenAsync(at: i));
        var next = New(Alice, 10);

        var result = await InsertAsync(next, 3, action);

        await AssertEvictedAsync(result, next, [.. records.Take(4)]);
        Assert.Equal(3, (await LiveIdsAsync(Alice, At(10))).Count);
    }

    /// <summary>An evicted session is over for good: no use and no second end reach it.</summary>
    [Fact]
    [Trait("Sec", "19")]
    public virtual async Task An_evicted_session_stays_ended()
    {
        var first = await OpenAsync(at: 0);
        var second = New(Alice, 1);
        await InsertAsync(second, 1, SessionLimitAction.EvictLeastRecentlyActive);

        Assert.Equal(0, await TouchAsync(first, 2));
        Assert.Null(await TerminateAsync(first, Ending(3)));
        Assert.False(await ReplaceAsync(first, 2, 3));

        await AssertStoredAsync(Ended(first, Eviction(second)));
    }
}
