using System.Net;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

/// <summary>The ten cases that a session has to live through, over HTTP.</summary>
[Trait("Req", "4.15")]
public sealed class SessionLifeTests
{
    [Fact]
    public async Task Ids_are_made_at_login_and_no_two_are_alike()
    {
        await using var host = await TestHost.StartAsync(
            new() { Sessions = options => options.DefaultPolicy.MaxSessions = int.MaxValue }
        );
        HashSet<string> ids = [];
        HashSet<string> tokens = [];
        for (var i = 0; i < 50; i++)
        {
            var answer = await host.PostAsync("/login?user=alice");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.True(ids.Add(answer.Json().GetProperty("session_id").GetString()!));
            Assert.True(tokens.Add(Credentials.TokenOf(answer)));
        }
    }

    [Fact]
    public async Task What_the_login_knew_is_stored()
    {
        await using var host = await TestHost.StartAsync();
        var answer = await host.PostAsync("/login?user=alice&role=editor", ("User-Agent", "Test/1.0"));
        var session = (await host.Sessions.GetAsync(IdOf(answer)))!;
        Assert.Equal(
            ("alice", "editor", "127.0.0.1", "Test/1.0"),
            (session.UserId, session.Role, session.IpAddress, session.UserAgent)
        );
        Assert.Equal(host.Time.GetUtcNow(), session.CreatedAt);
        Assert.Equal(session.CreatedAt, session.LastActivityAt);
    }

    [Fact]
    public async Task Several_sessions_live_side_by_side_and_a_logout_ends_one()
    {
        await using var host = await TestHost.StartAsync();
        var phone = await host.PostAsync("/login?user=alice");
        var laptop = await host.PostAsync("/login?user=alice");
        var (phoneToken, laptopToken) = (Credentials.TokenOf(phone), Credentials.TokenOf(laptop));
        Assert.NotEqual(IdOf(phone), IdOf(laptop));
        await host.PostAsync("/logout", Credentials.Cookie(phoneToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(phoneToken))).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(laptopToken))).Status);
        var active = await host.Sessions.QueryAsync(Active("alice"));
        Assert.Equal(IdOf(laptop), Assert.Single(active.Sessions).Id);
    }

    [Fact]
    public async Task All_sessions_of_a_user_end_at_once_and_nobody_else_s()
    {
        await using var host = await TestHost.StartAsync();
        var mine = new List<string>();
        for (var i = 0; i < 3; i++)
            mine.Add(Credentials.TokenOf(await host.PostAsync("/login?user=alice")));
        var other = Credentials.TokenOf(await host.PostAsync("/login?user=bob"));
        Assert.Equal(3, await host.Sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll));
        foreach (var token in mine)
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(other))).Status);
    }

    [Fact]
    public async Task Cleanup_marks_what_ran_out()
    {
        await using var host = await TestHost.StartAsync(
            new() { Sessions = options => options.Cleanup.Enabled = false }
        );
        var (session, _) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromMinutes(31));
        var (live, token) = await host.OpenAsync();
        Assert.Equal(1, (await host.Sessions.CleanUpAsync()).Expired);
        Assert.Equal(SessionEndReasons.Expired, (await host.Sessions.GetAsync(session.Id))!.Termination!.Reason);
        Assert.Null((await host.Sessions.GetAsync(live.Id))!.Termination);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
    }

    [Fact]
    [Trait("Req", "4.6")]
    public async Task Use_moves_the_last_access_and_keeps_the_session_alive()
    {
        await using var host = await TestHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        for (var i = 1; i <= 6; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
            var at = host.Time.GetUtcNow();
            using var written = host.Storage.After(StorageOperation.Touch, static _ => default);
            host.Time.Advance(TimeSpan.FromSeconds(5));
            await written.Reached.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(at, (await host.Sessions.GetAsync(session.Id))!.LastActivityAt);
        }

        host.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
    }

    private static SessionQuery Active(string user) =>
        new()
        {
            Filters = new SessionFilters { UserId = user, ActiveOnly = true },
        };

    private static SessionId IdOf(Answer answer) =>
        SessionId.Parse(answer.Json().GetProperty("session_id").GetString()!);
}
