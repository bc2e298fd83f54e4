using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Races;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>One of the two instances, by turns.</summary>
    private ISessionStorage Turn(int index) => index % 2 == 0 ? Storage : Peer;

    /// <summary>
    /// However many sign-ins come at once, there are never more live sessions than the maximum, and exactly as many
    /// ended to make room as were too many.
    /// </summary>
    [Theory]
    [InlineData(1, SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(3, SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(5, SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(1, SessionLimitAction.EvictOldest)]
    [InlineData(3, SessionLimitAction.EvictOldest)]
    [InlineData(5, SessionLimitAction.EvictOldest)]
    [Trait("Req", "1.9")]
    [Trait("Req", "D")]
    [Trait("Sec", "23")]
    public virtual async Task Simultaneous_sign_ins_never_pass_the_maximum(int maximum, SessionLimitAction action)
    {
        var records = NewAtOnce();
        await using var watch = new LimitWatch(Peer, Alice, At(1), maximum);

        var results = await Together.RunAsync(
            records.Length,
            index => Turn(index).InsertAsync(records[index], new(maximum, action), CancellationToken.None)
        );

        await watch.AssertAsync();
        Assert.All(results, static result => Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome));
        var evicted = results.SelectMany(static result => result.Evicted).ToList();
        Assert.Equal(records.Length - maximum, evicted.Count);
        foreach (var record in evicted)
        {
            Assert.Equal(SessionEndReasons.MaxSessionsExceeded, record.Session.Termination?.Reason);
            await AssertStoredAsync(record);
        }

        var live = await LiveIdsAsync(Alice, At(1));
        Assert.Equal(maximum, live.Count);
        Assert.Equal(
            records.Length,
            live.Concat(evicted.Select(static record => record.Session.Id)).Distinct().Count()
        );
        await AssertIndexesAgreeAsync(records.Select(static record => record.Session.Id), At(1));
    }

    /// <summary>However many sign-ins come at once, exactly as many are let in as there is room for.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [Trait("Req", "1.9")]
    [Trait("Req", "D")]
    [Trait("Sec", "23")]
    public virtual async Task Simultaneous_sign_ins_are_refused_past_the_maximum(int maximum)
    {
        var records = NewAtOnce();
        await using var watch = new LimitWatch(Peer, Alice, At(1), maximum);

        var results = await Together.RunAsync(
            records.Length,
            index =>
                Turn(index).InsertAsync(records[index], new(maximum, SessionLimitAction.Reject), CancellationToken.None)
        );

        await watch.AssertAsync();
        Assert.Equal(maximum, results.Count(static result => result.Outcome == SessionInsertOutcome.Inserted));
        Assert.Equal(
            records.Length - maximum,
            results.Count(static result => result.Outcome == SessionInsertOutcome.LimitReached)
        );
        for (var i = 0; i < records.Length; i++)
        {
            if (results[i].Outcome == SessionInsertOutcome.Inserted)
                await AssertStoredAsync(records[i]);
            else
                await AssertMissingAsync(records[i].Session.Id);
        }

        await AssertIndexesAgreeAsync(records.Select(static record => record.Session.Id), At(1));
    }

    /// <summary>The moment that matters again and again: a user without sessions signs in several times at once.</summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [InlineData(SessionLimitAction.Reject)]
    [Trait("Req", "D")]
    [Trait("Sec", "23")]
    public virtual async Task Simultaneous_first_sign_ins_leave_one(SessionLimitAction action)
    {
        const int signIns = 8;
        for (var round = 0; round < Rounds; round++)
        {
            var user = $"user-{round}";
            var records = Enumerable.Range(0, signIns).Select(_ => New(user)).ToArray();

            var results = await Together.RunAsync(
                signIns,
                index => Turn(index).InsertAsync(records[index], new(1, action), CancellationToken.None)
            );

            var refused = results.Count(static result => result.Outcome == SessionInsertOutcome.LimitReached);
            var evicted = results.Sum(static result => result.Evicted.Count);
            Assert.Equal(action == SessionLimitAction.Reject ? (7, 0) : (0, 7), (refused, evicted));
            Assert.Single(await LiveIdsAsync(user, Start));
        }
    }

    /// <summary>Sign-ins of several users at once do not disturb one another.</summary>
    [Fact]
    [Trait("Sec", "23")]
    public virtual async Task Simultaneous_sign_ins_of_several_users_are_counted_apart()
    {
        var records = Enumerable.Range(0, ConcurrentLogins).Select(i => New($"user-{i % 8}")).ToArray();

        await Together.RunAsync(
            records.Length,
            index =>
                Turn(index / 8)
                    .InsertAsync(records[index], new(2, SessionLimitAction.EvictOldest), CancellationToken.None)
        );

        for (var i = 0; i < 8; i++)
            Assert.Equal(2, (await LiveIdsAsync($"user-{i}", Start)).Count);
        await AssertIndexesAgreeAsync(records.Select(static record => record.Session.Id), At(1));
    }

    /// <summary>Of several inserts of one id at once, one is done.</summary>
    [Fact]
    public virtual async Task An_id_is_stored_once()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var record = New(Alice, round);

            var results = await Together.RunAsync(
                8,
                index => Turn(index).InsertAsync(record, SessionLimit.None, CancellationToken.None)
            );

            Assert.Single(results, static result => result.Outcome == SessionInsertOutcome.Inserted);
            Assert.Equal(7, results.Count(static result => result.Outcome == SessionInsertOutcome.Duplicate));
            await AssertStoredAsync(record);
            Assert.Equal(round + 1, (await LiveIdsAsync(Alice, At(round))).Count);
        }
    }

    /// <summary>Sessions of one user that are opened within a millisecond, half of them in the same microsecond.</summary>
    private SessionRecord[] NewAtOnce() =>
        [.. Enumerable.Range(0, ConcurrentLogins).Select(i => New(Alice, i % 2 * i / 1_000_000.0))];
}
