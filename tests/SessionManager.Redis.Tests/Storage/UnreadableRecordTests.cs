using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>
/// Values whose header scripts can read, and of which this version cannot read the rest. What a script did to them is
/// done: it is not told, and keeps nothing else from being done and told.
/// </summary>
public sealed class UnreadableRecordTests : StoredValueTest
{
    private const string Newer = "newer";
    private const string Damaged = "damaged";

    [Theory]
    [InlineData(Newer)]
    [InlineData(Damaged)]
    public async Task Ending_one_ends_it_and_tells_of_none(string how)
    {
        var id = await OpenAsync(0);
        await SpoilAsync(id, how);

        Assert.Null(await Storage.TerminateAsync(id, Moments.Ending(1), CancellationToken.None));

        await AssertEndedAsync(id, 'T');
    }

    [Theory]
    [InlineData(2, Newer)]
    [InlineData(2, Damaged)]
    // Ended in three steps, of which the first meets the one that cannot be read.
    [InlineData(600, Newer)]
    [InlineData(600, Damaged)]
    public async Task Ending_all_ends_all_and_tells_of_the_others(int others, string how)
    {
        var spoilt = await OpenAsync(0);
        var readable = await Task.WhenAll(Enumerable.Range(1, others).Select(i => OpenAsync(i / 1000.0)));
        await SpoilAsync(spoilt, how);

        var ended = await Storage.TerminateAllAsync("alice", null, Moments.Ending(1), CancellationToken.None);

        Assert.Equal(readable.Order(), Ids(ended).Order());
        await AssertEndedAsync(spoilt, 'T');
        var statistics = await Storage.GetStatisticsAsync(Moments.At(2), CancellationToken.None);
        Assert.Equal((0, others + 1), (statistics.Live, statistics.Terminated));
    }

    [Theory]
    [InlineData(Newer)]
    [InlineData(Damaged)]
    public async Task A_sign_in_that_evicts_it_is_told_of_itself_and_of_the_others(string how)
    {
        var spoilt = await OpenAsync(0);
        var readable = await OpenAsync(1);
        await SpoilAsync(spoilt, how);
        var record = SessionSamples.Create("alice", Moments.At(2));

        var result = await Storage.InsertAsync(
            record,
            new SessionLimit(1, SessionLimitAction.EvictOldest),
            CancellationToken.None
        );

        Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
        Assert.Equal([readable], Ids(result.Evicted));
        Assert.NotNull(await Storage.FindAsync(record.Session.Id, CancellationToken.None));
        await AssertEndedAsync(spoilt, 'T');
    }

    [Theory]
    [InlineData(1, Newer)]
    [InlineData(1, Damaged)]
    [InlineData(100, Newer)]
    [InlineData(100, Damaged)]
    public async Task A_sweep_tells_of_the_others(int batch, string how)
    {
        var spoilt = await OpenAsync(0);
        var readable = await OpenAsync(1);
        await SpoilAsync(spoilt, how);

        var expired = await Storage.ExpireDueAsync(Moments.Start.AddDays(1), batch, CancellationToken.None);

        // Fewer than asked for says that no more were due: it takes no place in a batch of one.
        Assert.Equal([readable], Ids(expired));
        await AssertEndedAsync(spoilt, 'X');
    }

    [Theory]
    [InlineData("alice")]
    [InlineData(null)]
    public async Task A_list_goes_past_an_ending_that_cannot_be_read(string? user)
    {
        var spoilt = await OpenAsync(0);
        var readable = await OpenAsync(1);
        await Storage.TerminateAsync(spoilt, Moments.Ending(2), CancellationToken.None);
        var stored = await StoredAsync(spoilt);
        // Still JSON, and no text.
        await StoreAsync(spoilt, stored.Replace("\"admin-1\"", "123456789", StringComparison.Ordinal));
        var query = new SessionQuery { Filters = new SessionFilters { UserId = user } };

        var page = await Storage.QueryAsync(query, Moments.At(3), CancellationToken.None);

        Assert.Equal(readable, Assert.Single(page.Sessions).Id);
        await AssertRefusedAsync(spoilt);
    }

    private static IEnumerable<SessionId> Ids(IEnumerable<SessionRecord> records) =>
        records.Select(static record => record.Session.Id);

    /// <summary>Leaves the header and the length as they are.</summary>
    private async Task SpoilAsync(SessionId id, string how)
    {
        var stored = await StoredAsync(id);
        var spoilt = how switch
        {
            Newer => stored.Replace("""{"v":1,""", """{"v":9,""", StringComparison.Ordinal),
            Damaged => stored[..^1] + " ",
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };
        await StoreAsync(id, spoilt);
        await AssertRefusedAsync(id);
    }

    private async Task AssertEndedAsync(SessionId id, char state)
    {
        Assert.Equal(state, (await StoredAsync(id))[1]);
        await AssertRefusedAsync(id);
    }
}
