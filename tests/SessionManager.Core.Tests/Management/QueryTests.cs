using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Management;

public class QueryTests
{
    [Fact]
    [Trait("Req", "0.14")]
    [Trait("Req", "1.17")]
    public async Task Sessions_are_listed_newest_activity_first_page_by_page()
    {
        await using var host = SessionHost.Create(options => options.DefaultPolicy.MaxSessions = 100);
        var made = new List<SessionId>();
        for (var i = 0; i < 25; i++)
        {
            made.Add((await host.SignInAsync()).Session.Id);
            host.Clock.Advance(TimeSpan.FromSeconds(i % 3));
        }

        await host.SignInAsync("bob");
        var listed = new List<UserSession>();
        SessionCursor? after = null;
        do
        {
            var page = await host.Sessions.QueryAsync(
                new()
                {
                    Filters = new() { UserId = "alice", ActiveOnly = true },
                    Limit = 4,
                    After = after,
                }
            );
            Assert.InRange(page.Sessions.Count, 1, 4);
            listed.AddRange(page.Sessions);
            after = page.Next is { } next && SessionCursor.TryParse(next.ToString(), out var read) ? read : null;
        } while (after is not null);

        Assert.Equal(made.Order(), listed.Select(s => s.Id).Order());
        Assert.Equal(listed.OrderByDescending(s => s.LastActivityAt).ThenByDescending(s => s.Id), listed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(int.MaxValue)]
    public async Task A_page_size_out_of_bounds_is_refused(int limit)
    {
        await using var host = SessionHost.Create();

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await host.Sessions.QueryAsync(new() { Limit = limit })
        );

        Assert.Equal(0, host.Storage.TotalCalls);
    }

    [Fact]
    [Trait("Req", "D")]
    public async Task An_empty_user_id_is_refused_and_not_taken_for_everybody()
    {
        await using var host = SessionHost.Create();
        await host.SignInAsync();
        var calls = host.Storage.TotalCalls;

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await host.Sessions.QueryAsync(new() { Filters = new() { UserId = "" } })
        );

        Assert.Equal(calls, host.Storage.TotalCalls);
        Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
    }

    [Fact]
    [Trait("Req", "0.13")]
    public async Task A_session_is_found_in_any_state()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        Assert.Equal(session, await host.Sessions.GetAsync(session.Id));

        await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout);

        Assert.Equal(SessionStatus.Terminated, (await host.Sessions.GetAsync(session.Id))?.StatusAt(host.Now));
        Assert.Null(await host.Sessions.GetAsync(SessionId.Create("alice")));
    }

    [Fact]
    [Trait("Req", "2.19")]
    public async Task Statistics_count_by_the_clock()
    {
        await using var host = SessionHost.Create();
        await host.SignInAsync("expired");
        host.Clock.Advance(TimeSpan.FromMinutes(20));
        await host.SignInAsync("idle");
        var (ended, _) = await host.SignInAsync("ended");
        await host.Sessions.TerminateAsync(ended.Id, "root", "x");
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await host.SignInAsync("active");
        await host.SignInAsync("active");

        var statistics = await host.Sessions.GetStatisticsAsync();

        Assert.Equal(
            new SessionStatistics
            {
                Active = 2,
                Idle = 1,
                Expired = 1,
                Terminated = 1,
                Users = 2,
            },
            statistics
        );
    }
}
