using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Dashboard.DependencyInjection;
using SessionManager.Dashboard.StaticFiles;

namespace SessionManager.Dashboard.Tests.Pages;

/// <summary>What the server answers, without a browser.</summary>
public sealed class PageTests
{
    private const string Path = "/account/sessions";

    [Fact]
    public async Task The_page_allows_a_browser_nothing_but_the_packages_own_files()
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync("<alice>");

        var answer = await host.GetAsync(Path, Credentials.Cookie(token));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        var policy = answer.Header("Content-Security-Policy")!;
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.Equal("same-origin", answer.Header("Referrer-Policy"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("Cookie", answer.Header("Vary"));
        // A frame for anybody: what it shows comes later.
        Assert.DoesNotContain("alice", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(token, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("admin.", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_session_a_page_says_so()
    {
        await using var host = await StartAsync();

        var answer = await host.GetAsync(Path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        Assert.Contains("You are signed out", answer.Body, StringComparison.Ordinal);
        Assert.NotNull(answer.Header("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("/account/sessions", "/login?returnUrl=%2Faccount%2Fsessions")]
    [InlineData("/app/account/sessions?a=b&c", "/app/login?returnUrl=%2Fapp%2Faccount%2Fsessions%3Fa%3Db%26c")]
    public async Task Where_the_host_names_a_place_to_sign_in_the_browser_goes_there_with_the_way_back(
        string address,
        string expected
    )
    {
        await using var host = await StartAsync(options => options.SignInPath = "/login");

        var answer = await host.GetAsync(address);

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal(expected, answer.Header("Location"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact]
    [Trait("Sec", "35")]
    public async Task When_sessions_cannot_be_reached_nobody_is_sent_to_sign_in()
    {
        await using var host = await StartAsync(options => options.SignInPath = "/login");
        var (_, token) = await host.OpenAsync();
        using var failing = host.Storage.Fail();

        var answer = await host.GetAsync(Path, Credentials.Cookie(token));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("Not available right now", answer.Body, StringComparison.Ordinal);
        Assert.Empty(answer.SetCookies);
    }

    [Theory]
    [InlineData("", 401)]
    [InlineData("/anything", 401)]
    [InlineData("/refresh", 405)]
    [Trait("Sec", "21")]
    public async Task The_api_below_it_needs_a_session_too_and_gives_out_no_token(string path, int status)
    {
        await using var host = await StartAsync();

        var answer = await host.SendAsync(path is "/refresh" ? HttpMethod.Post : HttpMethod.Get, $"{Path}/api{path}");

        Assert.Equal(status, (int)answer.Status);
    }

    [Fact]
    [Trait("Sec", "12")]
    public async Task A_page_of_another_site_can_change_nothing()
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        await host.OpenAsync();
        (string, string)[] headers = [Credentials.Cookie(token), ("Sec-Fetch-Site", "cross-site")];

        (await host.SendAsync(HttpMethod.Delete, $"{Path}/api", headers)).AssertProblem(HttpStatusCode.Forbidden);
        (await host.SendAsync(HttpMethod.Delete, $"{Path}/api/{session.Id}", headers)).AssertProblem(
            HttpStatusCode.Forbidden
        );
        (
            await host.SendBodyAsync(HttpMethod.Patch, $"{Path}/api/{session.Id}", """{"label":"x"}""", headers)
        ).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal(2, (await host.Sessions.GetStatisticsAsync()).Live);
    }

    [Fact]
    public async Task It_stands_beside_the_api_and_in_several_places()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Endpoints = static app =>
                {
                    app.MapSessions();
                    app.MapSessionDashboard();
                    app.MapSessionDashboard("/again", static options => options.Title = "Again");
                },
            }
        );
        var (_, token) = await host.OpenAsync();

        Assert.Contains(
            "Active sessions",
            (await host.GetAsync(Path, Credentials.Cookie(token))).Body,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Again",
            (await host.GetAsync("/again", Credentials.Cookie(token))).Body,
            StringComparison.Ordinal
        );
        var mapped = host
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(static source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.RoutePattern.RawText!.StartsWith(Path, StringComparison.Ordinal))
            .ToList();
        Assert.True(mapped.Count > 10);
        Assert.All(
            mapped,
            static endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>())
        );
    }

    [Fact]
    public async Task A_demand_of_the_hosts_holds_for_page_and_api()
    {
        await using var host = await TestHost.StartAsync(
            new() { Endpoints = static app => app.MapSessionDashboard(Path).RequireSessionPermission("devices") }
        );
        var (_, token) = await host.OpenAsync();

        var page = await host.GetAsync(Path, Credentials.Cookie(token));
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        Assert.Contains("You are not allowed to do this.", page.Body, StringComparison.Ordinal);
        Assert.NotNull(page.Header("Content-Security-Policy"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync(Path)).Status);
        (await host.GetAsync($"{Path}/api", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal(
            HttpStatusCode.OK,
            (await host.GetAsync($"{Path}/assets/{DashboardAssets.Shared.Version}/shared/icon.svg")).Status
        );
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("/login", 302)]
    public async Task Who_signed_in_too_long_ago_is_sent_to_sign_in_again(string? signIn, int status)
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Endpoints = app =>
                    app.MapSessionDashboard(Path, options => options.SignInPath = signIn)
                        .RequireFreshSession(TimeSpan.FromMinutes(10)),
            }
        );
        var (_, token) = await host.OpenAsync();
        Assert.Contains(
            "configuration",
            (await host.GetAsync(Path, Credentials.Cookie(token))).Body,
            StringComparison.Ordinal
        );
        host.Time.Advance(TimeSpan.FromMinutes(11));

        var answer = await host.GetAsync(Path, Credentials.Cookie(token));

        Assert.Equal(status, (int)answer.Status);
        Assert.Contains(
            "insufficient_user_authentication",
            answer.Header("WWW-Authenticate")!,
            StringComparison.Ordinal
        );
        Assert.Equal(status == 401, answer.Body.Contains("Please sign in again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SignInPath", "login")]
    [InlineData("SignInPath", "//elsewhere.example")]
    [InlineData("SignInPath", "/\\elsewhere.example")]
    [InlineData("SignedOutPath", "https://elsewhere.example")]
    [InlineData("HomePath", "javascript:alert(1)")]
    [InlineData("StylesheetPath", "https://cdn.example/x.css")]
    [InlineData("ReturnUrlParameter", "a&b")]
    [InlineData("Title", " ")]
    [InlineData("Texts:de:sessions.titel", "Sitzungen")]
    public async Task An_option_that_cannot_work_is_named_at_the_start(string option, string value)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var host = await TestHost.StartAsync(
                new()
                {
                    After = static services => services.AddSessionDashboard(),
                    Endpoints = static app => app.MapSessionDashboard(),
                    Configuration = new Dictionary<string, string?> { [$"SessionManager:Dashboard:{option}"] = value },
                }
            );
        });

        Assert.Contains($"SessionDashboardOptions.{option.Split(':')[0]}", fault.Message, StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(Action<SessionDashboardOptions>? configure = null) =>
        TestHost.StartAsync(
            new()
            {
                Pipeline = static app =>
                {
                    app.UsePathBase("/app");
                    app.UseRouting();
                    app.UseSessionManager();
                },
                Endpoints = app => app.MapSessionDashboard(Path, configure),
            }
        );
}
