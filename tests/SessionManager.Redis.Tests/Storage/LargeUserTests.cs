using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>A user with more sessions than one script ends.</summary>
public sealed class LargeUserTests : IAsyncLifetime
{
    private const int Count = 3500;

    private OwnRedis _redis = null!;
    private List<SessionId> _ids = [];

    public async Task InitializeAsync()
    {
        _redis = await OwnRedis.StartAsync();
        _ids =
        [
            .. await Task.WhenAll(
                Enumerable
                    .Range(0, Count)
                    .Select(async i =>
                    {
                        var record = SessionSamples.Create("robot", Moments.At(i));
                        await _redis.Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
                        return record.Session.Id;
                    })
            ),
        ];
    }

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task All_are_ended_once_and_told()
    {
        var kept = _ids[7];

        var ended = await _redis.Storage.TerminateAllAsync("robot", kept, Moments.Ending(1000), CancellationToken.None);

        Assert.Equal(_ids.Where(id => id != kept).Order(), ended.Select(static record => record.Session.Id).Order());
        var statistics = await _redis.Storage.GetStatisticsAsync(Moments.At(1001), CancellationToken.None);
        Assert.Equal((1, Count - 1), (statistics.Live, statistics.Terminated));
    }

    [Fact]
    public async Task One_that_signs_in_meanwhile_stays()
    {
        var racing = Enumerable
            .Range(0, 20)
            .Select(async i =>
            {
                await Task.Yield();
                var record = SessionSamples.Create("robot", Moments.At(1000));
                await _redis.Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
                return record.Session.Id;
            });
        var ending = _redis.Storage.TerminateAllAsync("robot", null, Moments.Ending(1000), CancellationToken.None);
        var opened = await Task.WhenAll(racing);
        var ended = (await ending).Select(static record => record.Session.Id).ToHashSet();

        Assert.Superset(_ids.ToHashSet(), ended);
        foreach (var id in opened)
        {
            var record = await _redis.Storage.FindAsync(id, CancellationToken.None);
            Assert.Equal(ended.Contains(id), record!.Session.Termination is not null);
        }
    }

    [Fact]
    public async Task All_are_erased()
    {
        Assert.Equal(Count, await _redis.Storage.EraseUserAsync("robot", CancellationToken.None));
        Assert.Equal("0", await _redis.Server.ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task All_are_listed_page_by_page()
    {
        var listed = new List<SessionId>();
        SessionCursor? after = null;
        do
        {
            var query = new SessionQuery
            {
                Filters = new SessionFilters { UserId = "robot" },
                Limit = 300,
                After = after,
            };
            var page = await _redis.Storage.QueryAsync(query, Moments.At(1), CancellationToken.None);
            listed.AddRange(page.Sessions.Select(static session => session.Id));
            after = page.Next;
        } while (after is not null);

        Assert.Equal(_ids.AsEnumerable().Reverse(), listed);
    }
}
