using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>
/// Values whose header no host wrote. Hosts and scripts refuse the same ones: nobody changes such a value, and it keeps
/// nothing from being done to the others.
/// </summary>
[Trait("Sec", "33")]
public sealed class DamagedHeaderTests : StoredValueTest
{
    /// <summary>Where something stands that cannot: one place in each field, and the first and last of those that are counted with.</summary>
    public static TheoryData<int, char> Damages { get; } =
        new()
        {
            { 0, '2' },
            { 1, 'B' },
            // Ended, and nothing says how.
            { 1, 'T' },
            { 2, 'x' },
            // Which some read as a part of a number.
            { 2, '+' },
            // A version that has no next one of the same length.
            { 10, '9' },
            { 11, ' ' },
            { 25, '-' },
            { 26, '-' },
            { 43, 'e' },
            { 44, '+' },
            { 61, '.' },
            { 62, 'x' },
            { 79, ' ' },
            { 80, '-' },
            { 97, 'x' },
            { 98, '-' },
            { 115, 'x' },
            { 116, '-' },
            { 133, 'x' },
            { 134, '2' },
            { 135, ' ' },
            { 138, 'x' },
            { 139, '-' },
            { 143, 'x' },
        };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_value_with_a_damaged_header_is_left_as_it_is(int at, char damage)
    {
        var (spoilt, other) = (await OpenAsync(0), await OpenAsync(1));
        var stored = await SpoilAsync(spoilt, at, damage);

        Assert.Equal(1, await Storage.TouchAsync([new(spoilt, Moments.At(2)), new(other, Moments.At(2))], default));
        Assert.Null(await Storage.TerminateAsync(spoilt, Moments.Ending(3), default));
        var ended = await Storage.TerminateAllAsync("alice", null, Moments.Ending(3), default);

        Assert.Equal(other, Assert.Single(ended).Session.Id);
        Assert.Equal(stored, await StoredAsync(spoilt));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Sign_ins_lists_and_sweeps_go_past_a_damaged_header(int at, char damage)
    {
        var (spoilt, other) = (await OpenAsync(0), await OpenAsync(1));
        var stored = await SpoilAsync(spoilt, at, damage);
        var record = SessionSamples.Create("alice", Moments.At(2));

        var inserted = await Storage.InsertAsync(record, new SessionLimit(1, SessionLimitAction.EvictOldest), default);
        var page = await Storage.QueryAsync(
            new SessionQuery
            {
                Filters = new SessionFilters { UserId = "alice", ActiveOnly = true },
            },
            Moments.At(3),
            default
        );
        var expired = await Storage.ExpireDueAsync(Moments.Start.AddDays(1), 100, default);

        Assert.Equal(other, Assert.Single(inserted.Evicted).Session.Id);
        Assert.Equal(record.Session.Id, Assert.Single(page.Sessions).Id);
        Assert.Equal(record.Session.Id, Assert.Single(expired).Session.Id);
        Assert.Equal(stored, await StoredAsync(spoilt));
    }

    private async Task<string> SpoilAsync(SessionId id, int at, char damage)
    {
        var stored = await StoredAsync(id);
        var spoilt = $"{stored[..at]}{damage}{stored[(at + 1)..]}";
        await StoreAsync(id, spoilt);
        await AssertRefusedAsync(id);
        return spoilt;
    }
}
