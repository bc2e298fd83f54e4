using SessionManager.Storage;

namespace SessionManager.Core.Tests.Storage;

public class SessionLimitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_limit_allows_at_least_one_session(int maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionLimit(maximum, SessionLimitAction.Reject));

    [Fact]
    public void Only_a_number_is_a_limit()
    {
        Assert.False(SessionLimit.None.IsLimited);
        Assert.False(new SessionLimit(int.MaxValue, SessionLimitAction.Reject).IsLimited);
        Assert.True(new SessionLimit(1, SessionLimitAction.Reject).IsLimited);
    }

    [Fact]
    public void An_insert_result_without_evictions_has_an_empty_list()
    {
        Assert.Empty(new SessionInsertResult(SessionInsertOutcome.Inserted).Evicted);
        Assert.Empty(SessionPage.Empty.Sessions);
        Assert.Null(SessionPage.Empty.Next);
    }

    [Fact]
    public void Statistics_add_up()
    {
        var statistics = new SessionStatistics
        {
            Active = 1,
            Idle = 2,
            Expired = 4,
            Terminated = 8,
        };

        Assert.Equal(3, statistics.Live);
        Assert.Equal(15, statistics.Total);
    }
}
