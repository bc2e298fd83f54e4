using System.Net;
using Microsoft.AspNetCore.Builder;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.CrossSite;

public sealed class CrossSiteTests
{
    private const string Trusted = "https://app.example.com";

    /// <summary>Sec-Fetch-Site, Origin (<c>self</c> stands for the host's own), and whether the request may.</summary>
    public static TheoryData<string?, string?, bool> Senders =>
        new()
        {
            { "same-origin", null, true },
            { "same-origin", "self", true },
            { "none", null, true },
            { null, null, true },
            { null, "self", true },
            { null, Trusted, true },
            { "cross-site", Trusted, true },
            { "same-site", Trusted, true },
            { "cross-site", null, false },
            { "cross-site", "self", false },
            { "cross-site", "https://evil.example", false },
            { "same-site", null, false },
            { "same-site", "self", false },
            { null, "https://evil.example", false },
            { null, "null", false },
            { null, "https://app.example.com.evil.example", false },
            { null, "https://app.example.com:444", false },
            { null, "", false },
            { "Same-Origin", null, false },
            { "", null, false },
        };

    [Theory]
    [MemberData(nameof(Senders))]
    [Trait("Sec", "12")]
    public async Task A_cookie_acts_only_for_a_page_of_ours(string? site, string? origin, bool allowed)
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync();
        var headers = Headers(host, site, origin);
        foreach (var method in new[] { "POST", "PUT", "DELETE", "PATCH" })
        {
            var answer = await host.SendAsync(
                new HttpMethod(method),
                "/write",
                [Credentials.Cookie(token), .. headers]
            );
            if (allowed)
                Assert.Equal("written", answer.Body);
            else
                answer.AssertProblem(HttpStatusCode.Forbidden);
            // A token in a header is never sent by a browser on its own.
            var bearer = await host.SendAsync(
                new HttpMethod(method),
                "/write",
                [Credentials.Bearer(token), .. headers]
            );
            Assert.Equal("written", bearer.Body);
            Assert.Equal(
                "written",
                (await host.SendAsync(new HttpMethod(method), "/meant", [Credentials.Cookie(token), .. headers])).Body
            );
        }

        Assert.Equal("alice", (await host.GetAsync("/me", [Credentials.Cookie(token), .. headers])).Body);
    }

    [Theory]
    [MemberData(nameof(Senders))]
    [Trait("Sec", "12")]
    public async Task Another_site_signs_nobody_in_or_out(string? site, string? origin, bool allowed)
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync();
        var headers = Headers(host, site, origin);
        var login = await host.PostAsync("/login?user=mallorys-puppet", headers);
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, login.Status);
        Assert.Equal(allowed ? 1 : 0, login.SetCookies.Count);
        var logout = await host.PostAsync("/logout", [Credentials.Cookie(token), .. headers]);
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, logout.Status);
        Assert.Equal(allowed ? 1 : 0, host.Storage.Calls(StorageOperation.Terminate));
    }

    [Fact]
    [Trait("Sec", "12")]
    public async Task A_web_socket_is_not_opened_for_another_site()
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync();
        var answer = await RawHttp.ExchangeAsync(
            host.Address,
            "GET",
            "/write",
            $"Cookie: __Host-session={token}",
            "Upgrade: websocket",
            "Origin: https://evil.example"
        );
        Assert.Equal(403, RawHttp.StatusOf(answer));
    }

    [Fact]
    public async Task A_host_may_leave_it_to_its_own_means()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Http = static options => options.CrossSite.IsChecked = false,
                Endpoints = static app => app.MapPost("/write", static () => "written").RequireSession(),
            }
        );
        var (_, token) = await host.OpenAsync();
        var answer = await host.PostAsync("/write", Credentials.Cookie(token), ("Sec-Fetch-Site", "cross-site"));
        Assert.Equal("written", answer.Body);
    }

    private static Task<TestHost> StartAsync() =>
        TestHost.StartAsync(
            new()
            {
                Http = static options => options.CrossSite.TrustedOrigins.Add(Trusted),
                Endpoints = static app =>
                {
                    app.Map("/write", static () => "written").RequireSession();
                    app.Map("/meant", static () => "written").RequireSession().AllowCrossSiteRequests();
                },
            }
        );

    private static (string, string)[] Headers(TestHost host, string? site, string? origin)
    {
        List<(string, string)> headers = [];
        if (site is not null)
            headers.Add(("Sec-Fetch-Site", site));
        if (origin is not null)
            headers.Add(("Origin", origin == "self" ? $"http://{host.Address.Authority}" : origin));
        return [.. headers];
    }
}
