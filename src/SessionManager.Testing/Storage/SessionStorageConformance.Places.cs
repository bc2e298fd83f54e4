using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>Sessions that ended hold no place, and their end is left as it is.</summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [InlineData(SessionLimitAction.Reject)]
    [Trait("Sec", "24")]
    public virtual async Task An_ended_session_holds_no_place(SessionLimitAction action)
    {
        var ended = await OpenAsync(at: 0);
        var end = Ending(1);
        await TerminateAsync(ended, end);
        var next = New(Alice, 2);

        await AssertEvictedAsync(await InsertAsync(next, 1, action), next);

        await AssertStoredAsync(Ended(ended, end));
    }

    /// <summary>
    /// A session whose time ran out holds no place from the very moment on, swept or not; it is not evicted either, so
    /// that cleanup records it for what it is.
    /// </summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [InlineData(SessionLimitAction.Reject)]
    [Trait("Sec", "24")]
    [Trait("Sec", "16")]
    public virtual async Task An_expired_session_holds_no_place(SessionLimitAction action)
    {
        var expired = await OpenAsync(at: 0);
        var next = SessionSamples.Create(Alice, expired.Session.ExpiresAt);

        await AssertEvictedAsync(await InsertAsync(next, 1, action), next);

        await AssertStoredAsync(expired);
        if (!Sweeps)
            return;
        var swept = Assert.Single(await ExpireDueAsync(next.Session.CreatedAt));
        Assert.Equal(expired.Session.Id, swept.Session.Id);
    }

    /// <summary>To the last microsecond of its time a session holds its place.</summary>
    [Fact]
    [Trait("Sec", "24")]
    public virtual async Task A_session_holds_its_place_to_its_last_moment()
    {
        var live = await OpenAsync(at: 0);
        var next = SessionSamples.Create(Alice, live.Session.ExpiresAt.AddMicroseconds(-1));

        var result = await InsertAsync(next, 1, SessionLimitAction.Reject);

        Assert.Equal(SessionInsertOutcome.LimitReached, result.Outcome);
    }

    /// <summary>Without a limit no number of sessions ends one.</summary>
    [Fact]
    public virtual async Task Without_a_limit_nothing_ends()
    {
        for (var i = 0; i < 30; i++)
        {
            var record = New(Alice, i);
            var result = await Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
            Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
            Assert.Empty(result.Evicted);
        }

        Assert.Equal(30, (await LiveIdsAsync(Alice, At(30))).Count);
    }

    /// <summary>The limit counts one user's sessions and no other's.</summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [InlineData(SessionLimitAction.Reject)]
    public virtual async Task Another_user_holds_no_place(SessionLimitAction action)
    {
        var other = await OpenAsync(Bob);
        var next = New(Alice, 2);

        await AssertEvictedAsync(await InsertAsync(next, 1, action), next);

        await AssertStoredAsync(other);
    }
}
