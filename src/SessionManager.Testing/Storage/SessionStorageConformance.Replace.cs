using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>A replaced record reads back with every member new; the version goes on from the stored one.</summary>
    [Fact]
    [Trait("Req", "1.18")]
    [Trait("Sec", "28")]
    public virtual async Task A_replacement_is_stored_whole()
    {
        var record = await OpenAsync();
        var full = SessionSamples.CreateFull(Alice, At(1));
        var next = full with { Session = full.Session with { Id = record.Session.Id }, Version = 99 };

        Assert.True(await ReplaceAsync(next, expectedVersion: 1, now: 2));

        await AssertStoredAsync(next with { Version = 2 });
        await AssertIndexesAgreeAsync([record.Session.Id], At(2));
    }

    /// <summary>What a replacement leaves out is gone.</summary>
    [Fact]
    public virtual async Task A_replacement_takes_away_what_it_leaves_out()
    {
        var full = await InsertAsync(SessionSamples.CreateFull(Alice, Start));
        var bare = New(Alice);
        bare = bare with { Session = bare.Session with { Id = full.Session.Id, IdleAfter = null } };

        Assert.True(await ReplaceAsync(bare, expectedVersion: 1, now: 1));

        await AssertStoredAsync(bare with { Version = 2 });
    }

    /// <summary>Only the one who saw the stored version writes.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    [Trait("Sec", "29")]
    public virtual async Task Another_version_changes_nothing(long expected)
    {
        var record = await OpenAsync();
        Assert.True(await ReplaceAsync(record, expectedVersion: 1, now: 1));
        var next = record with { SecretHash = SessionSecret.Create().Hash() };

        Assert.False(await ReplaceAsync(next, expected, 2));

        await AssertStoredAsync(record with { Version = 2 });
    }

    /// <summary>A use in between is a write like any other: the replacement must read again.</summary>
    [Fact]
    public virtual async Task A_touch_in_between_makes_the_version_old()
    {
        var record = await OpenAsync();
        await TouchAsync(record, 1);

        Assert.False(await ReplaceAsync(record, expectedVersion: 1, now: 2));

        var touched = After(record, session => session.UsedAt(At(1)));
        await AssertStoredAsync(touched);
        Assert.True(await ReplaceAsync(touched, expectedVersion: 2, now: 2));
        await AssertStoredAsync(touched with { Version = 3 });
    }

    /// <summary>An unknown session is not stored by replacing it.</summary>
    [Fact]
    public virtual async Task An_unknown_session_is_not_replaced()
    {
        var record = New(Alice);

        Assert.False(await ReplaceAsync(record, expectedVersion: 1, now: 1));
        Assert.False(await ReplaceAsync(record, expectedVersion: 0, now: 1));

        await AssertMissingAsync(record.Session.Id);
        await AssertIndexesAgreeAsync([record.Session.Id], At(1));
    }

    /// <summary>An ended session is not replaced, not even by one who knows its version.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Sec", "19")]
    [Trait("Sec", "30")]
    public virtual async Task An_ended_session_is_not_replaced(long expected)
    {
        var record = await OpenAsync();
        var end = Ending(10);
        await TerminateAsync(record, end);

        Assert.False(await ReplaceAsync(record, expected, 5));
        Assert.False(await ReplaceAsync(record, expected, 11));

        await AssertStoredAsync(Ended(record, end));
    }

    /// <summary>
    /// A session is replaced to the last microsecond of its stored time and from its end on no more, whatever end the
    /// replacement has.
    /// </summary>
    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [Trait("Sec", "16")]
    [Trait("Sec", "19")]
    public virtual async Task An_expired_session_is_not_replaced(long microseconds, bool replaced)
    {
        var record = await OpenAsync();
        var now = record.Session.ExpiresAt.AddMicroseconds(microseconds);
        var renewed = record with { Session = record.Session with { ExpiresAt = At(20_000) } };

        Assert.Equal(replaced, await Storage.ReplaceAsync(renewed, 1, now, CancellationToken.None));

        await AssertStoredAsync(replaced ? renewed with { Version = 2 } : record);
    }

    /// <summary>Every index follows a replacement that moves the end later.</summary>
    [Fact]
    public virtual async Task A_later_end_is_what_cleanup_and_lists_see()
    {
        var record = await OpenAsync();
        var extended = record with { Session = record.Session with { ExpiresAt = At(9000), LastActivityAt = At(7) } };
        Assert.True(await ReplaceAsync(extended, 1, 7));

        Assert.Empty(await ExpireDueAsync(At(8999.9)));
        Assert.Equal([record.Session.Id], await LiveIdsAsync(Alice, At(8999.9)));
        await AssertIndexesAgreeAsync([record.Session.Id], At(8999.9));
        Assert.Empty(await LiveIdsAsync(Alice, At(9000)));
        if (Sweeps)
            Assert.Single(await ExpireDueAsync(At(9000)));
    }

    /// <summary>Every index follows a replacement that brings the end nearer, as a change to a stricter policy does.</summary>
    [Fact]
    public virtual async Task A_nearer_end_is_what_cleanup_and_lists_see()
    {
        var record = await OpenAsync();
        var other = await OpenAsync(at: 1);
        Assert.True(await ReplaceAsync(record with { Session = record.Session with { ExpiresAt = At(60) } }, 1, 7));

        Assert.Equal([other.Session.Id], await LiveIdsAsync(Alice, At(60)));
        Assert.Equal(0, await TouchAsync(record, 60));
        if (!Sweeps)
            return;
        var swept = Assert.Single(await ExpireDueAsync(At(60)));
        Assert.Equal(record.Session.Id, swept.Session.Id);
        Assert.Equal(At(60), swept.Session.Termination?.At);
    }

    /// <summary>A replacement that puts the activity back or forth changes who goes first at the limit.</summary>
    [Fact]
    public virtual async Task The_limit_sees_a_replaced_activity()
    {
        var first = await OpenAsync(at: 0);
        var second = await OpenAsync(at: 1);
        Assert.True(await ReplaceAsync(first with { Session = first.Session with { LastActivityAt = At(5) } }, 1, 5));
        var third = New(Alice, 6);

        var result = await InsertAsync(third, 2, SessionLimitAction.EvictLeastRecentlyActive);

        await AssertEvictedAsync(result, third, second);
    }
}
