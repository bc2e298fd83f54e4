using System.Net;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Tests.Endpoints;

public sealed class CreateTests
{
    [Fact]
    [Trait("Req", "2.12")]
    public async Task Nothing_is_created_unless_the_host_says_for_whom()
    {
        await using var host = await SessionsHost.StartAsync();
        var (_, admin) = await host.OpenAsync("root", "admin");
        var answer = await CreateAsync(host, """{"user_id":"bob"}""", Credentials.Bearer(admin));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal(1, (await host.Sessions.GetStatisticsAsync()).Total);
    }

    [Fact]
    [Trait("Req", "2.12")]
    public async Task An_admin_opens_a_session_for_a_user_with_the_roles_the_host_says()
    {
        await using var host = await StartAsync();
        var (_, admin) = await host.OpenAsync("root", "admin");
        var created = await CreateAsync(
            host,
            """{"user_id":"bob","timeout_seconds":600,"metadata":{"theme":"dark"},"roles":["admin"]}""",
            Credentials.Bearer(admin)
        );
        Assert.Equal(HttpStatusCode.OK, created.Status);
        Assert.Empty(created.SetCookies);
        var token = created.Json().GetProperty("token").GetString()!;
        Assert.Equal("bob", (await host.GetAsync("/me", Credentials.Bearer(token))).Body);
        Assert.True(SessionId.TryParse(created.Json().GetProperty("session_id").GetString(), out var id));
        var session = (await host.Sessions.GetAsync(id))!;
        Assert.Equal(["user"], session.Roles);
        Assert.Equal(TimeSpan.FromMinutes(10), session.IdleTimeout);
        Assert.Equal("dark", session.Metadata["theme"].GetString());
        (await CreateAsync(host, """{"user_id":"stranger"}""", Credentials.Bearer(admin))).AssertProblem(
            HttpStatusCode.NotFound
        );
    }

    /// <summary>A body may come long after the headers: whoever lost the session meanwhile does not go on in another.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "6")]
    [Trait("Sec", "18")]
    public async Task A_caller_who_lost_the_session_meanwhile_opens_none(bool rotated)
    {
        TestHost? running = null;
        await using var host = await SessionsHost.StartAsync(options =>
            options.CreateSession = async context =>
            {
                if (rotated)
                    await running!.Sessions.RotateAsync(context.Caller.Id, ["pwd"]);
                else
                    await running!.Sessions.TerminateAsync(context.Caller.Id, "alice", SessionEndReasons.UserLogout);
                return new SessionCreateRequest(context.UserId);
            }
        );
        running = host;
        var (session, token) = await host.OpenAsync();

        (await CreateAsync(host, "{}", Credentials.Bearer(token))).AssertProblem(HttpStatusCode.Unauthorized);

        var live = (await host.Sessions.QueryAsync(new() { Filters = new() { ActiveOnly = true } })).Sessions;
        Assert.Equal(rotated ? [session.Id] : [], live.Select(static one => one.Id));
    }

    [Fact]
    [Trait("Req", "2.12")]
    [Trait("Sec", "10")]
    public async Task Nobody_else_names_a_user_and_no_cookie_comes_by_a_token()
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        (await CreateAsync(host, """{"user_id":"bob"}""")).AssertProblem(HttpStatusCode.Unauthorized);
        (await CreateAsync(host, """{"user_id":"bob"}""", Credentials.Bearer(token))).AssertProblem(
            HttpStatusCode.NotFound
        );
        (await CreateAsync(host, "{}", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal(1, (await host.Sessions.GetStatisticsAsync()).Total);

        host.Time.Advance(TimeSpan.FromMinutes(1));
        var own = await CreateAsync(host, "{}", Credentials.Bearer(token));
        Assert.Equal("alice", own.Json().GetProperty("user_id").GetString());
        Assert.True(SessionId.TryParse(own.Json().GetProperty("session_id").GetString(), out var id));
        Assert.Equal(session.AuthenticatedAt, (await host.Sessions.GetAsync(id))!.AuthenticatedAt);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("""{"user_id":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"metadata":[1]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"metadata":{"a":1,"a":2}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"metadata":{"\ud800":1}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"metadata":{"a":"\ud800"}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"metadata":{"a":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"timeout_seconds":-5}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"user_id":""}""", HttpStatusCode.UnprocessableEntity)]
    [Trait("Req", "2.21")]
    public async Task What_cannot_be_opened_is_a_problem(string body, HttpStatusCode status)
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync();
        (await CreateAsync(host, body, Credentials.Bearer(token))).AssertProblem(status);
    }

    private static Task<TestHost> StartAsync() =>
        SessionsHost.StartAsync(options =>
            options.CreateSession = static context =>
                new(context.UserId == "stranger" ? null : new SessionCreateRequest(context.UserId) { Roles = ["user"] })
        );

    private static Task<Answer> CreateAsync(TestHost host, string body, params (string, string)[] headers) =>
        host.SendBodyAsync(HttpMethod.Post, "/sessions/create", body, headers);
}
