using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.Pipeline;

public sealed class HttpsTests
{
    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    [Trait("Req", "2.10")]
    public async Task A_credential_over_plain_http_is_refused_before_it_is_looked_up(string transport)
    {
        await using var host = await TestHost.StartAsync(new() { RequireHttps = true });
        var (_, token) = await host.OpenAsync();
        foreach (var path in new[] { "/me", "/authorized", "/anonymous", "/optional" })
            (await host.GetAsync(path, Credentials.By(transport, token))).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Find));
        Assert.Equal("hello", (await host.GetAsync("/anonymous")).Body);
        (await host.GetAsync("/me")).AssertProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("Req", "2.10")]
    public async Task No_session_is_opened_over_plain_http()
    {
        await using var host = await TestHost.StartAsync(new() { RequireHttps = true });
        foreach (var path in new[] { "/login?user=alice", "/login?user=alice&token=true" })
        {
            var answer = await host.PostAsync(path);
            answer.AssertProblem(HttpStatusCode.Forbidden);
            Assert.Equal("https_required", answer.Json().GetProperty("code").GetString());
            Assert.Empty(answer.SetCookies);
        }

        Assert.Equal(0, host.Storage.Calls(StorageOperation.Insert));
    }

    [Fact]
    [Trait("Req", "2.10")]
    public async Task Https_is_required_by_default_and_is_enough()
    {
        Assert.True(new SessionHttpOptions().RequireHttps);
        await using var host = await TestHost.StartAsync(new() { RequireHttps = true, Https = true });
        var login = await host.PostAsync("/login?user=alice");
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(Credentials.TokenOf(login)))).Body);
        Assert.DoesNotContain(
            host.Logs.Entries,
            static entry => entry.Contains("in the clear", StringComparison.Ordinal)
        );
    }

    [Fact]
    [Trait("Req", "2.10")]
    public async Task Development_on_this_machine_may_go_without_with_one_warning()
    {
        await using var host = await TestHost.StartAsync(new() { RequireHttps = true, Environment = "Development" });
        var (_, token) = await host.OpenAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Bearer(token))).Body);
        Assert.Single(
            host.Logs.Entries,
            static entry => entry.Contains("accepted over plain http", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_weak_choice_outside_development_is_warned_of()
    {
        await using var host = await TestHost.StartAsync();
        Assert.Single(host.Logs.Entries, static entry => entry.Contains("in the clear", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Req", "2.11")]
    public async Task The_variables_set_what_they_name()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Configuration = new Dictionary<string, string?>
                {
                    ["SESSION_AUTO_UPDATE_ACTIVITY"] = "false",
                    ["SESSION_LOG_REQUESTS"] = "true",
                    ["SESSION_PROTECTED_PATHS"] = "/a, /b",
                    ["SESSION_EXCLUDED_PATHS"] = "/b/c",
                    ["SESSION_KNOWN_PROXIES"] = "10.0.0.0/8",
                    ["SESSION_TRUSTED_ORIGINS"] = "https://app.example.com",
                },
            }
        );
        var options = host.Services.GetRequiredService<IOptions<SessionHttpOptions>>().Value;
        Assert.False(options.AutomaticActivity);
        Assert.True(options.LogRequests);
        Assert.Equal(["/a", "/b"], options.ProtectedPaths);
        Assert.Equal(["/b/c"], options.ExcludedPaths);
        Assert.Equal(["10.0.0.0/8"], options.KnownProxies);
        Assert.Equal(["https://app.example.com"], options.CrossSite.TrustedOrigins);
    }

    [Theory]
    [InlineData("ProtectedPaths:0", "docs")]
    [InlineData("ExcludedPaths:0", "/docs/*")]
    [InlineData("KnownProxies:0", "proxy.example.com")]
    [InlineData("CrossSite:TrustedOrigins:0", "https://app.example.com/path")]
    [InlineData("CrossSite:TrustedOrigins:0", "app.example.com")]
    [InlineData("BadTokens:Threshold", "-1")]
    [InlineData("BadTokens:Window", "00:00:00")]
    [Trait("Req", "2.11")]
    public async Task A_setting_that_would_not_work_stops_the_start(string name, string value)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            TestHost.StartAsync(
                new() { Configuration = new Dictionary<string, string?> { [$"SessionManager:Http:{name}"] = value } }
            )
        );
        Assert.Contains(name.Split(':')[0], exception.Message, StringComparison.Ordinal);
    }
}
