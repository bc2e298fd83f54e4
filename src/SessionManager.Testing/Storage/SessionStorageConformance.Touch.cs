using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>Use moves the activity and the end, counts as one write, and changes nothing else.</summary>
    [Fact]
    [Trait("Req", "0.15")]
    [Trait("Req", "1.13")]
    [Trait("Req", "4.15")]
    public virtual async Task A_touch_moves_activity_and_end()
    {
        var full = SessionSamples.CreateFull(Alice, Start);
        var record = await InsertAsync(full with { Session = full.Session with { IsSliding = true } });

        Assert.Equal(1, await TouchAsync(record, 60));

        var touched = After(record, session => session.UsedAt(At(60)));
        Assert.Equal(At(60), touched.Session.LastActivityAt);
        Assert.Equal(At(60) + record.Session.IdleTimeout, touched.Session.ExpiresAt);
        await AssertStoredAsync(touched);
    }

    /// <summary>Use never moves the end past the absolute end.</summary>
    [Fact]
    [Trait("Sec", "15")]
    public virtual async Task A_touch_never_passes_the_absolute_end()
    {
        var record = await OpenAsync(change: session => session with { AbsoluteExpiresAt = At(2000) });

        Assert.Equal(1, await TouchAsync(record, 1000));

        var stored = await FindAsync(record.Session.Id);
        Assert.Equal(At(2000), stored.Session.ExpiresAt);
    }

    /// <summary>In fixed mode use moves the activity and not the end.</summary>
    [Fact]
    [Trait("Sec", "15")]
    public virtual async Task A_touch_leaves_a_fixed_end()
    {
        var record = await OpenAsync(change: static session => session with { IsSliding = false });

        Assert.Equal(1, await TouchAsync(record, 60));

        await AssertStoredAsync(After(record, session => session with { LastActivityAt = At(60) }));
    }

    /// <summary>Use does not bring an extended end nearer.</summary>
    [Fact]
    public virtual async Task A_touch_never_brings_the_end_nearer()
    {
        var record = await OpenAsync(change: session => session with { ExpiresAt = At(9000) });

        Assert.Equal(1, await TouchAsync(record, 60));

        await AssertStoredAsync(After(record, session => session with { LastActivityAt = At(60) }));
    }

    /// <summary>A time that is not after the recorded one changes nothing and is no write.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-60_000_000)]
    [Trait("Sec", "17")]
    public virtual async Task An_earlier_touch_changes_nothing(long microseconds)
    {
        var record = await OpenAsync();
        var touch = new SessionTouch(record.Session.Id, Start.AddMicroseconds(microseconds));

        Assert.Equal(0, await Storage.TouchAsync([touch], CancellationToken.None));

        await AssertStoredAsync(record);
    }

    /// <summary>Use revives an idle session.</summary>
    [Fact]
    [Trait("Req", "0.15")]
    [Trait("Req", "0.18")]
    public virtual async Task A_touch_revives_an_idle_session()
    {
        var record = await OpenAsync();
        var idleSince = Start + SessionSamples.IdleAfter;
        Assert.Single(await ListAsync(new SessionFilters { Status = SessionStatus.Idle }, idleSince));

        Assert.Equal(1, await Storage.TouchAsync([new(record.Session.Id, idleSince)], CancellationToken.None));

        Assert.Empty(await ListAsync(new SessionFilters { Status = SessionStatus.Idle }, idleSince));
        Assert.Single(await ListAsync(new SessionFilters { Status = SessionStatus.Active }, idleSince));
    }

    /// <summary>A session may be used to the last microsecond of its time, and from its end on no more.</summary>
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(60_000_000, 0)]
    [Trait("Sec", "16")]
    [Trait("Sec", "19")]
    public virtual async Task An_expired_session_is_not_touched(long microseconds, int moved)
    {
        var record = await OpenAsync();
        var at = record.Session.ExpiresAt.AddMicroseconds(microseconds);

        Assert.Equal(moved, await Storage.TouchAsync([new(record.Session.Id, at)], CancellationToken.None));

        if (moved == 0)
            await AssertStoredAsync(record);
        else
            await AssertStoredAsync(After(record, session => session.UsedAt(at)));
    }

    /// <summary>A use that is reported late never revives a session that was ended, whatever moment it is of.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [Trait("Sec", "19")]
    [Trait("Req", "D")]
    public virtual async Task A_late_touch_never_revives(double at)
    {
        var record = await OpenAsync();
        var end = Ending(10);
        await TerminateAsync(record, end);

        Assert.Equal(0, await TouchAsync(record, at));

        await AssertStoredAsync(Ended(record, end));
        Assert.Empty(await LiveIdsAsync(Alice, At(20)));
    }

    /// <summary>A session that cleanup marked stays over.</summary>
    [Fact]
    [Trait("Sec", "19")]
    public virtual async Task A_late_touch_never_revives_a_swept_session()
    {
        var record = await OpenAsync();
        Assert.Single(await ExpireDueAsync(record.Session.ExpiresAt));

        Assert.Equal(0, await TouchAsync(record, 60));

        Assert.Equal(SessionStatus.Expired, (await FindAsync(record.Session.Id)).Session.Termination?.Status);
    }

    /// <summary>In a batch each session is judged by itself, and only those that moved count.</summary>
    [Fact]
    [Trait("Req", "0.15")]
    public virtual async Task A_batch_passes_over_what_is_not_live()
    {
        var live = await OpenAsync();
        var other = await OpenAsync(Bob);
        var ended = await OpenAsync();
        var end = Ending(1);
        await TerminateAsync(ended, end);
        var expired = await OpenAsync(change: session => session with { ExpiresAt = At(5) });
        var current = await OpenAsync(at: 10);
        var unknown = SessionId.Create(Alice);
        SessionId[] ids =
        [
            unknown,
            expired.Session.Id,
            ended.Session.Id,
            live.Session.Id,
            other.Session.Id,
            current.Session.Id,
        ];

        var moved = await Storage.TouchAsync(
            [.. ids.Select(id => new SessionTouch(id, At(10)))],
            CancellationToken.None
        );

        Assert.Equal(2, moved);
        await AssertStoredAsync(After(live, session => session.UsedAt(At(10))));
        await AssertStoredAsync(After(other, session => session.UsedAt(At(10))));
        await AssertStoredAsync(Ended(ended, end));
        await AssertStoredAsync(expired);
        await AssertStoredAsync(current);
        await AssertMissingAsync(unknown);
    }

    /// <summary>A batch may be empty.</summary>
    [Fact]
    public virtual async Task An_empty_batch_moves_nothing() =>
        Assert.Equal(0, await Storage.TouchAsync([], CancellationToken.None));

    /// <summary>A batch may be as large as a busy second of a large host.</summary>
    [Fact]
    public virtual async Task A_large_batch_moves_all_its_sessions()
    {
        var records = new List<SessionRecord>();
        for (var i = 0; i < 200; i++)
            records.Add(await OpenAsync($"user-{i % 20}", i));
        var unknown = Enumerable.Range(0, 4800).Select(i => SessionId.Create($"nobody-{i}"));
        var ids = records.Select(static record => record.Session.Id).Concat(unknown);

        var moved = await Storage.TouchAsync(
            [.. ids.Select(id => new SessionTouch(id, At(300)))],
            CancellationToken.None
        );

        Assert.Equal(200, moved);
        var listed = await ListAsync(new SessionFilters { ActiveOnly = true }, At(300));
        Assert.Equal(200, listed.Count(session => session.LastActivityAt == At(300)));
    }

    /// <summary>Every index follows a use: lists, limit and cleanup see the new times.</summary>
    [Fact]
    public virtual async Task A_touch_moves_the_session_in_every_index()
    {
        var first = await OpenAsync(at: 0);
        var second = await OpenAsync(at: 1);
        var before = await ListAsync(new SessionFilters { UserId = Alice }, At(60));
        Assert.Equal([second.Session.Id, first.Session.Id], before.Select(static session => session.Id));

        await TouchAsync(first, 60);

        await AssertIndexesAgreeAsync([first.Session.Id, second.Session.Id], At(60));
        if (!Sweeps)
            return;
        var swept = await ExpireDueAsync(second.Session.ExpiresAt);
        Assert.Equal(second.Session.Id, Assert.Single(swept).Session.Id);
        Assert.Equal(
            first.Session.Id,
            Assert.Single(await ExpireDueAsync(At(60) + SessionSamples.IdleTimeout)).Session.Id
        );
    }
}
