using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Endpoints;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Tests.Endpoints;

/// <summary>A session for another device by a one-time code, over HTTP.</summary>
[Trait("Req", "4.22")]
public sealed class TransferTests
{
    [Fact]
    public async Task There_is_no_transfer_unless_the_host_asks_for_it()
    {
        await using var host = await SessionsHost.StartAsync();
        var (_, token) = await host.OpenAsync();

        var made = await host.PostAsync("/sessions/transfer", Credentials.Bearer(token));
        var redeemed = await RedeemAsync(host, """{"code":"x"}""");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, made.Status);
        Assert.Equal(HttpStatusCode.NotFound, redeemed.Status);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("cookie")]
    public async Task Another_device_gets_a_session_of_its_own(string transport)
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync("alice", "editor");

        var made = await host.PostAsync("/sessions/transfer", Credentials.Cookie(token));
        var code = Code(made);
        var redeemed = await RedeemAsync(host, Body(code, transport), ("User-Agent", "Phone/1.0"));

        Assert.Equal(host.Time.GetUtcNow().AddMinutes(2), made.Json().GetProperty("expires_at").GetDateTimeOffset());
        Assert.Equal("no-store", made.Header("Cache-Control"));
        Assert.Empty(made.SetCookies);
        Assert.Equal(HttpStatusCode.OK, redeemed.Status);
        Assert.Equal("no-store", redeemed.Header("Cache-Control"));
        var isCookie = transport == "cookie";
        Assert.Equal(!isCookie, redeemed.Json().TryGetProperty("token", out var inBody));
        Assert.Equal(isCookie, redeemed.SetCookies.Count > 0);
        var other = isCookie ? Credentials.TokenOf(redeemed) : inBody.GetString()!;
        Assert.NotEqual(token, other);
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.By(isCookie ? "cookie" : "bearer", other))).Body);
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);
        Assert.True(SessionId.TryParse(redeemed.Json().GetProperty("session_id").GetString(), out var id));
        var stored = (await host.Sessions.GetAsync(id))!;
        Assert.NotEqual(session.Id, id);
        Assert.Equal(("Phone/1.0", "127.0.0.1"), (stored.UserAgent, stored.IpAddress));
        Assert.Equal(["editor"], stored.Roles);
    }

    /// <summary>Whatever is wrong with a code, the answer is the same to the byte, and nothing was opened.</summary>
    [Fact]
    [Trait("Sec", "14")]
    public async Task Every_code_that_is_not_good_is_refused_alike()
    {
        await using var host = await StartAsync();
        var (ended, endedToken) = await host.OpenAsync();
        var (_, spentToken) = await host.OpenAsync();
        var (_, lateToken) = await host.OpenAsync();
        var late = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(lateToken)));
        host.Time.Advance(TimeSpan.FromMinutes(2));
        var dead = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(endedToken)));
        await host.Sessions.TerminateAsync(ended.Id, "alice", "user_logout");
        var spent = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(spentToken)));
        Assert.Equal(HttpStatusCode.OK, (await RedeemAsync(host, Body(spent))).Status);
        var before = (await host.Sessions.GetStatisticsAsync()).Total;
        string[] codes = ["", "garbage", spentToken, "transfer_" + spentToken, late, dead, spent];

        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in codes)
        {
            var answer = await RedeemAsync(host, Body(code));
            answer.AssertProblem(HttpStatusCode.Unauthorized);
            Assert.Empty(answer.SetCookies);
            answers.Add(answer.Body);
        }

        Assert.Single(answers);
        Assert.Equal(before, (await host.Sessions.GetStatisticsAsync()).Total);
    }

    /// <summary>A bad code costs nobody the session they have; a good one takes its place.</summary>
    [Fact]
    public async Task Only_a_good_code_takes_the_place_of_the_session_of_the_device()
    {
        await using var host = await StartAsync();
        var (_, alice) = await host.OpenAsync();
        var (bobs, bob) = await host.OpenAsync("bob");
        var code = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(alice)));

        var refused = await RedeemAsync(host, Body("transfer_x", "cookie"), Credentials.Cookie(bob));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Equal("bob", (await host.GetAsync("/me", Credentials.Cookie(bob))).Body);
        var redeemed = await RedeemAsync(host, Body(code, "cookie"), Credentials.Cookie(bob));

        Assert.Equal("alice", redeemed.Json().GetProperty("user_id").GetString());
        Assert.NotNull((await host.Sessions.GetAsync(bobs.Id))!.Termination);
    }

    /// <summary>A page of another site neither makes a code with the user's cookie nor signs a browser in with its own.</summary>
    [Fact]
    [Trait("Sec", "12")]
    public async Task Another_site_can_do_neither()
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync();
        var elsewhere = ("Sec-Fetch-Site", "cross-site");

        var made = await host.PostAsync("/sessions/transfer", Credentials.Cookie(token), elsewhere);
        made.AssertProblem(HttpStatusCode.Forbidden);
        var code = Code(await host.PostAsync("/sessions/transfer", Credentials.Cookie(token)));
        var redeemed = await RedeemAsync(host, Body(code, "cookie"), elsewhere);

        redeemed.AssertProblem(HttpStatusCode.Forbidden);
        Assert.Empty(redeemed.SetCookies);
        Assert.Equal(HttpStatusCode.OK, (await RedeemAsync(host, Body(code))).Status);
    }

    [Fact]
    public async Task Nothing_of_it_goes_over_plain_http()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                RequireHttps = true,
                Endpoints = static app => app.MapSessions(configure: static options => options.AllowTransfer = true),
            }
        );
        var (session, token) = await host.OpenAsync();
        var code = (await host.Sessions.CreateTransferCodeAsync(session.Id)).Value!.Code;

        (await host.PostAsync("/sessions/transfer", Credentials.Bearer(token))).AssertProblem(HttpStatusCode.Forbidden);
        (await RedeemAsync(host, Body(code))).AssertProblem(HttpStatusCode.Forbidden);

        Assert.Equal(1, (await host.Sessions.GetStatisticsAsync()).Total);
    }

    [Theory]
    [InlineData("GET", "/sessions/transfer/redeem", HttpStatusCode.NotFound)]
    [InlineData("GET", "/sessions/transfer", HttpStatusCode.NotFound)]
    [Trait("Sec", "12")]
    public async Task Nothing_of_it_is_a_read(string method, string path, HttpStatusCode status)
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync();
        var code = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(token)));

        var answer = await host.SendAsync(new HttpMethod(method), $"{path}?code={code}", Credentials.Bearer(token));

        Assert.True(answer.Status == status || answer.Status == HttpStatusCode.MethodNotAllowed, $"{answer.Status}");
        Assert.Equal(1, (await host.Sessions.GetStatisticsAsync()).Total);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("""{"code":7}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"code":"x","transport":"pigeon"}""", HttpStatusCode.UnprocessableEntity)]
    [Trait("Req", "2.21")]
    public async Task What_is_no_request_is_a_problem(string body, HttpStatusCode status)
    {
        await using var host = await StartAsync();
        (await RedeemAsync(host, body)).AssertProblem(status);
    }

    /// <summary>A transport that the host does not take back is the client's mistake, and the code stays good.</summary>
    [Fact]
    public async Task A_transport_that_is_switched_off_spends_no_code()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Http = static http => http.AcceptCookie = false,
                Endpoints = static app => app.MapSessions(configure: static options => options.AllowTransfer = true),
            }
        );
        var (_, token) = await host.OpenAsync();
        var code = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(token)));

        (await RedeemAsync(host, Body(code, "cookie"))).AssertProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(HttpStatusCode.OK, (await RedeemAsync(host, Body(code))).Status);
    }

    [Fact]
    public async Task A_host_may_ask_for_a_recent_proof()
    {
        await using var host = await StartAsync(options => options.TransferFreshness = TimeSpan.FromMinutes(10));
        var (_, token) = await host.OpenAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/sessions/transfer", Credentials.Bearer(token))).Status);
        host.Time.Advance(TimeSpan.FromMinutes(11));

        var stale = await host.PostAsync("/sessions/transfer", Credentials.Bearer(token));

        stale.AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Contains("insufficient_user_authentication", stale.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Sec", "20")]
    [Trait("Req", "1.22")]
    public async Task A_user_who_is_inactive_gets_nothing_for_a_code()
    {
        var users = new NobodyAtTheEnd();
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = services => services.AddSingleton<ISessionUserValidator>(users),
                Endpoints = static app => app.MapSessions(configure: static options => options.AllowTransfer = true),
            }
        );
        var (_, token) = await host.OpenAsync();
        var code = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(token)));
        users.IsOver = true;

        (await RedeemAsync(host, Body(code))).AssertProblem(HttpStatusCode.Unauthorized);

        Assert.Equal(1, (await host.Sessions.GetStatisticsAsync()).Live);
    }

    [Fact]
    public async Task The_hosts_rate_limit_holds_for_both()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = static services =>
                    services.AddRateLimiter(static options =>
                        options
                            .AnswerWithSessionProblem()
                            .AddFixedWindowLimiter(
                                "tokens",
                                static window => (window.PermitLimit, window.Window) = (2, TimeSpan.FromHours(1))
                            )
                    ),
                Pipeline = static app =>
                {
                    app.UseSessionManager();
                    app.UseRateLimiter();
                },
                Endpoints = static app =>
                    app.MapSessions(configure: static options =>
                    {
                        options.AllowTransfer = true;
                        options.RateLimiterPolicy = "tokens";
                    }),
            }
        );
        var (_, token) = await host.OpenAsync();
        var code = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(token)));
        Assert.Equal(HttpStatusCode.OK, (await RedeemAsync(host, Body(code))).Status);

        (await RedeemAsync(host, Body(code))).AssertProblem(HttpStatusCode.TooManyRequests);
        (await host.PostAsync("/sessions/transfer", Credentials.Bearer(token))).AssertProblem(
            HttpStatusCode.TooManyRequests
        );
    }

    /// <summary>No log has the code, at whatever level.</summary>
    [Fact]
    [Trait("Sec", "8")]
    public async Task No_log_has_the_code()
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync();
        var code = Code(await host.PostAsync("/sessions/transfer", Credentials.Bearer(token)));
        await RedeemAsync(host, Body(code));
        await RedeemAsync(host, Body(code));

        Assert.DoesNotContain(code.Split('.')[1], host.Logs.Text, StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(Action<SessionEndpointOptions>? configure = null) =>
        SessionsHost.StartAsync(options =>
        {
            options.AllowTransfer = true;
            configure?.Invoke(options);
        });

    private static string Code(Answer made)
    {
        Assert.Equal(HttpStatusCode.OK, made.Status);
        return made.Json().GetProperty("code").GetString()!;
    }

    private static string Body(string code, string transport = "token") =>
        JsonSerializer.Serialize(new { code, transport });

    private static Task<Answer> RedeemAsync(TestHost host, string body, params (string, string)[] headers) =>
        host.SendBodyAsync(HttpMethod.Post, "/sessions/transfer/redeem", body, headers);

    private sealed class NobodyAtTheEnd : ISessionUserValidator
    {
        public bool IsOver { get; set; }

        public ValueTask<bool> IsValidAsync(SessionUserContext context, CancellationToken cancellationToken) =>
            new(!IsOver);
    }
}
