using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>One user's limit under two processes at once; a third looks on.</summary>
[Trait("Sec", "23")]
[Trait("Req", "1.20")]
public sealed class TwoProcessLimitTests
{
    private const string User = "alice";
    private const int Maximum = 5;
    private const int Times = 100;

    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public async Task Every_sign_in_evicts_and_never_more_than_the_limit_live(string kind)
    {
        var (succeeded, most, live) = await RunAsync(kind, SessionLimitAction.EvictLeastRecentlyActive);

        Assert.Equal(2 * Times, succeeded);
        Assert.Equal(Maximum, most);
        Assert.Equal(Maximum, live);
    }

    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public async Task Exactly_as_many_sign_ins_succeed_as_the_limit_admits(string kind)
    {
        var (succeeded, most, live) = await RunAsync(kind, SessionLimitAction.Reject);

        Assert.Equal(Maximum, succeeded);
        Assert.InRange(most, 0, Maximum);
        Assert.Equal(Maximum, live);
    }

    private static async Task<(int Succeeded, int Most, int Live)> RunAsync(string kind, SessionLimitAction action)
    {
        if (kind == DatabaseKinds.PostgreSql)
            Postgres.Require();
        await using var database = await (await TestDatabase.OnAsync(kind)).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        await using var application = Application.Start(database);
        using var first = await WorkerProcess.StartAsync(database, User, Times, Maximum, action);
        using var second = await WorkerProcess.StartAsync(database, User, Times, Maximum, action);
        // The first look takes long, and the work is short.
        Assert.Equal(0, await LiveAsync(application.Storage));

        first.Go();
        second.Go();
        var succeeded = Task.WhenAll(first.ResultAsync(), second.ResultAsync());
        var most = 0;
        while (!succeeded.IsCompleted)
            most = Math.Max(most, await LiveAsync(application.Storage));
        var live = await LiveAsync(application.Storage);
        return ((await succeeded).Sum(), Math.Max(most, live), live);
    }

    private static async Task<int> LiveAsync(ISessionStorage storage)
    {
        var query = new SessionQuery
        {
            Filters = new() { UserId = User, ActiveOnly = true },
            Limit = 1000,
        };
        var page = await storage.QueryAsync(query, Moments.Now, CancellationToken.None);
        // The page is one statement, so what it shows lived at one moment.
        return page.Sessions.Count;
    }
}
