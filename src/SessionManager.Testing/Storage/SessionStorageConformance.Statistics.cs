using SessionManager.Storage;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>Counts are by the clock, over all users.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(250)]
    [InlineData(2000)]
    [Trait("Req", "3.5")]
    public virtual async Task Statistics_count_by_the_clock(double now)
    {
        var all = await OpenManyAsync();

        var statistics = await Storage.GetStatisticsAsync(At(now), CancellationToken.None);

        Assert.Equal(Count(all, At(now)), statistics);
        Assert.Equal(all.Count, statistics.Total);
    }

    /// <summary>An empty storage counts nothing; what is deleted counts no more.</summary>
    [Fact]
    public virtual async Task Statistics_forget_what_is_deleted()
    {
        Assert.Equal(new SessionStatistics(), await Storage.GetStatisticsAsync(Start, CancellationToken.None));
        await TerminateAsync(await OpenAsync(), Ending(1));
        await OpenAsync(Bob);
        await PurgeAsync(At(2));

        var statistics = await Storage.GetStatisticsAsync(At(2), CancellationToken.None);

        Assert.Equal(new SessionStatistics { Active = 1, Users = 1 }, statistics);
    }

    /// <summary>A user counts for as long as their last session lives, also when use made that later.</summary>
    [Fact]
    public virtual async Task A_session_kept_alive_by_use_keeps_its_user_counted()
    {
        var first = await OpenAsync(at: 0);
        await OpenAsync(at: 1);
        await OpenAsync(Bob, at: 2);
        await TouchAsync(first, 1500);

        var statistics = await Peer.GetStatisticsAsync(At(1900), CancellationToken.None);

        Assert.Equal((1, 1, 2), (statistics.Live, statistics.Users, statistics.Expired));
        await TerminateAsync(first, Ending(1950));
        Assert.Equal(0, (await Peer.GetStatisticsAsync(At(1951), CancellationToken.None)).Users);
    }
}
