using System.Net;
using Microsoft.AspNetCore.Builder;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests;

/// <summary>A developer at plain http on their own machine, and nobody else, gets a cookie that works there.</summary>
[Trait("Req", "2.10")]
[Trait("Sec", "9")]
public sealed class DevelopmentCookieTests
{
    [Fact]
    public async Task In_development_on_this_machine_plain_http_works_with_one_warning()
    {
        await using var host = await TestHost.StartAsync(new() { Environment = "Development" });
        var jar = new CookieContainer();
        using var browser = host.CreateClient(jar);
        for (var i = 0; i < 3; i++)
        {
            using var login = await browser.PostAsync("/login?user=alice", content: null);
            var answer = await Answer.ReadAsync(login);
            var token = Credentials.TokenOf(answer, "session");
            Assert.Equal($"session={token}; path=/; samesite=lax; httponly", Assert.Single(answer.SetCookies));
        }

        Assert.Equal("alice", await browser.GetStringAsync("/me"));
        Assert.Single(host.Logs.Entries, IsWarning);
        using var logout = await browser.PostAsync("/logout", content: null);
        Assert.StartsWith("session=;", (await Answer.ReadAsync(logout)).SetCookies[0], StringComparison.Ordinal);
        Assert.Empty(jar.GetAllCookies());
    }

    [Theory]
    [InlineData("Production", false, "127.0.0.1")]
    [InlineData("Staging", false, "127.0.0.1")]
    [InlineData("Development", true, "127.0.0.1")]
    [InlineData("Development", false, "192.0.2.7")]
    [InlineData("Development", false, "::ffff:192.0.2.7")]
    public async Task Anywhere_else_the_relaxed_cookie_is_neither_written_nor_read(
        string environment,
        bool https,
        string client
    )
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Environment = environment,
                Https = https,
                Pipeline = app => From(app, client),
            }
        );
        var answer = await host.PostAsync("/login?user=alice");
        var token = Credentials.TokenOf(answer);
        Assert.Contains("; secure;", answer.SetCookies[0], StringComparison.Ordinal);
        Assert.Equal("nobody", (await host.GetAsync("/optional", Credentials.Cookie(token, "session"))).Body);
        Assert.Equal("alice", (await host.GetAsync("/optional", Credentials.Cookie(token))).Body);
        Assert.DoesNotContain(host.Logs.Entries, IsWarning);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task This_machine_has_several_addresses(string client)
    {
        await using var host = await TestHost.StartAsync(
            new() { Environment = "Development", Pipeline = app => From(app, client) }
        );
        Assert.NotEmpty(Credentials.TokenOf(await host.PostAsync("/login?user=alice"), "session"));
    }

    [Fact]
    public async Task A_strict_cookie_from_an_https_run_is_read_when_there_is_no_other()
    {
        await using var host = await TestHost.StartAsync(new() { Environment = "Development" });
        var (_, token) = await host.OpenAsync();
        var (_, other) = await host.OpenAsync("bob");
        Assert.Equal("alice", (await host.GetAsync("/optional", Credentials.Cookie(token))).Body);
        var both = ("Cookie", $"__Host-session={token}; session={other}");
        Assert.Equal("bob", (await host.GetAsync("/optional", both)).Body);
        var twice = ("Cookie", $"session={token}; session={other}");
        Assert.Equal(HttpStatusCode.BadRequest, (await host.GetAsync("/optional", twice)).Status);
    }

    private static bool IsWarning(string entry) =>
        entry.StartsWith("Warning ", StringComparison.Ordinal)
        && entry.Contains(" CookieRelaxed ", StringComparison.Ordinal);

    private static void From(WebApplication app, string client)
    {
        app.Use(
            (http, next) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(client);
                return next(http);
            }
        );
        app.UseSessionManager();
    }
}
