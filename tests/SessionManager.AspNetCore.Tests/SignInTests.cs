using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

public sealed class SignInTests
{
    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    [Trait("Sec", "6")]
    public async Task A_sign_in_replaces_the_session_the_request_carries(string transport)
    {
        await using var host = await TestHost.StartAsync();
        var (first, old) = await host.OpenAsync();
        var answer = await host.PostAsync("/login?user=alice", Credentials.By(transport, old));
        var fresh = Credentials.TokenOf(answer);
        Assert.NotEqual(old, fresh);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.By(transport, old))).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(fresh))).Status);
        var ended = await host.Sessions.GetAsync(first.Id);
        Assert.Equal(SessionDefaults.ReplacedBySignIn, ended!.Termination!.Reason);
    }

    [Fact]
    [Trait("Sec", "6")]
    public async Task A_planted_token_is_worth_nothing_after_the_sign_in()
    {
        await using var host = await TestHost.StartAsync();
        var (_, planted) = await host.OpenAsync("mallory2");
        var answer = await host.PostAsync("/login?user=alice", Credentials.Cookie(planted));
        Assert.NotEqual(planted, Credentials.TokenOf(answer));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(planted))).Status);
        var invented = Credentials.Unknown();
        answer = await host.PostAsync("/login?user=alice", Credentials.Cookie(invented));
        Assert.NotEqual(invented, Credentials.TokenOf(answer));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(invented))).Status);
    }

    /// <summary>A cookie that stayed would make every later request of the browser one with two credentials.</summary>
    [Theory]
    [InlineData("live")]
    [InlineData("unknown")]
    [InlineData("none")]
    public async Task A_sign_in_for_a_token_takes_the_cookie_away(string before)
    {
        await using var host = await TestHost.StartAsync();
        var old = Credentials.TokenOf(await host.PostAsync("/login?user=alice"));
        (string, string)[] headers = before switch
        {
            "live" => [Credentials.Cookie(old)],
            "unknown" => [Credentials.Cookie(Credentials.Unknown())],
            _ => [],
        };

        var answer = await host.PostAsync("/login?user=alice&token=true", headers);

        if (before == "none")
            Assert.Empty(answer.SetCookies);
        else
            Assert.Equal("", Credentials.TokenOf(answer));
        var token = answer.Json().GetProperty("token").GetString()!;
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Bearer(token))).Body);
    }

    [Fact]
    public async Task Signing_in_again_pushes_no_other_device_out()
    {
        await using var host = await TestHost.StartAsync(
            new() { Sessions = options => options.DefaultPolicy.MaxSessions = 2 }
        );
        var (_, phone) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var (_, laptop) = await host.OpenAsync();
        await host.PostAsync("/login?user=alice", Credentials.Cookie(laptop));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(phone))).Status);
    }

    [Fact]
    [Trait("Req", "0.28")]
    [Trait("Req", "1.9")]
    public async Task A_sign_in_keeps_address_agent_and_expiry()
    {
        await using var host = await TestHost.StartAsync();
        var answer = await host.PostAsync("/login?user=alice", ("User-Agent", "Test/1.0"));
        var id = SessionId.Parse(answer.Json().GetProperty("session_id").GetString()!);
        var session = await host.Sessions.GetAsync(id);
        Assert.Equal(("127.0.0.1", "Test/1.0"), (session!.IpAddress, session.UserAgent));
        Assert.Equal(host.Time.GetUtcNow().AddMinutes(30), session.ExpiresAt);
    }

    [Fact]
    public async Task An_IPv4_address_is_kept_as_one()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Pipeline = app =>
                {
                    app.Use(
                        (http, next) =>
                        {
                            http.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7");
                            return next(http);
                        }
                    );
                    app.UseSessionManager();
                },
            }
        );
        var answer = await host.PostAsync("/login?user=alice");
        var id = SessionId.Parse(answer.Json().GetProperty("session_id").GetString()!);
        Assert.Equal("192.0.2.7", (await host.Sessions.GetAsync(id))!.IpAddress);
    }

    [Fact]
    [Trait("Req", "1.20")]
    public async Task At_the_limit_the_answer_is_a_conflict()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Sessions = options =>
                {
                    options.DefaultPolicy.MaxSessions = 1;
                    options.DefaultPolicy.WhenExceeded = SessionLimitAction.Reject;
                },
            }
        );
        await host.OpenAsync();
        var answer = await host.PostAsync("/login?user=alice");
        answer.AssertProblem(HttpStatusCode.Conflict);
        Assert.Equal("limit_reached", answer.Json().GetProperty("code").GetString());
        Assert.Empty(answer.SetCookies);
    }

    [Fact]
    public async Task A_sign_in_that_was_overtaken_is_a_conflict()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Endpoints = app =>
                    app.MapPost(
                        "/slow",
                        (HttpContext http, TimeProvider time) =>
                            http.SignInSessionAsync(
                                new SessionCreateRequest("alice")
                                {
                                    AuthenticatedAt = time.GetUtcNow() - TimeSpan.FromMinutes(1),
                                }
                            )
                    ),
            }
        );
        await host.Sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll);
        var answer = await host.PostAsync("/slow");
        answer.AssertProblem(HttpStatusCode.Conflict);
        Assert.Equal("superseded", answer.Json().GetProperty("code").GetString());
        Assert.Empty(answer.SetCookies);
    }

    [Fact]
    [Trait("Req", "2.21")]
    public async Task A_request_out_of_bounds_names_the_field()
    {
        await using var host = await TestHost.StartAsync();
        var answer = await host.PostAsync($"/login?user={new string('a', 257)}");
        answer.AssertProblem(HttpStatusCode.UnprocessableEntity);
        Assert.NotEmpty(answer.Json().GetProperty("errors").GetProperty("user_id")[0].GetString()!);
        Assert.Empty(answer.SetCookies);
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Insert));
    }

    [Fact]
    public async Task A_host_may_refuse_beside_a_sign_in()
    {
        await using var host = await TestHost.StartAsync();
        var answer = await host.PostAsync("/login?user=mallory");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(0, host.Storage.TotalCalls);
    }

    [Fact]
    public async Task After_the_sign_in_the_request_has_the_session()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Endpoints = app =>
                    app.MapPost(
                        "/in-and-out",
                        async (HttpContext http) =>
                        {
                            var before = http.GetUserSession()?.UserId ?? "nobody";
                            await http.SignInSessionAsync("alice");
                            var between = $"{http.GetUserSession()?.UserId} {http.User.Identity?.Name}";
                            await http.SignInSessionAsync("bob");
                            var then = $"{http.GetUserSession()?.UserId} {http.User.Identity?.Name}";
                            await http.SignOutSessionAsync();
                            return $"{before}, {between}, {then}, {http.GetUserSession()?.UserId}{http.User.Identity?.Name}";
                        }
                    ),
            }
        );
        var answer = await host.PostAsync("/in-and-out");
        Assert.Equal("nobody, alice alice, bob bob, ", answer.Body);
        var cookie = Assert.Single(answer.SetCookies);
        Assert.StartsWith("__Host-session=;", cookie, StringComparison.Ordinal);
        Assert.Equal(0, (await host.Sessions.GetStatisticsAsync()).Active);
    }
}
