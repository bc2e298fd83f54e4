using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests.Pipeline;

public sealed class RequestLogTests
{
    [Fact]
    [Trait("Sec", "8")]
    [Trait("Req", "2.10")]
    public async Task A_request_is_logged_without_what_the_client_wrote()
    {
        await using var host = await TestHost.StartAsync(new() { Http = static options => options.LogRequests = true });
        var (session, token) = await host.OpenAsync();
        await host.GetAsync("/me?secret=canary", Credentials.Cookie(token));
        await host.GetAsync($"/nowhere/{token}/%0d%0aforged", Credentials.Bearer(token));
        await host.UntilAsync(() => new(Served(host).Length == 2));
        var lines = Served(host);
        Assert.Contains("GET /me answered 200", lines[0], StringComparison.Ordinal);
        Assert.Contains(session.Id.ToString(), lines[0], StringComparison.Ordinal);
        Assert.Contains("GET (none) answered 404", lines[1], StringComparison.Ordinal);
        Assert.All(
            lines,
            line =>
            {
                Assert.DoesNotContain("canary", line, StringComparison.Ordinal);
                Assert.DoesNotContain("forged", line, StringComparison.Ordinal);
                Assert.DoesNotContain(token[^43..], line, StringComparison.Ordinal);
            }
        );
    }

    /// <summary>What the status says before the server answers for the endpoint is not what the client got.</summary>
    [Fact]
    [Trait("Req", "2.10")]
    public async Task A_request_that_failed_is_not_logged_as_served()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Http = static options => options.LogRequests = true,
                Endpoints = static app =>
                {
                    app.MapGet("/fails", static string () => throw new InvalidOperationException("canary"));
                    app.MapGet(
                        "/aborted",
                        static async (HttpContext http) =>
                        {
                            http.Abort();
                            await Task.Delay(Timeout.Infinite, http.RequestAborted);
                        }
                    );
                },
            }
        );
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.GetAsync("/fails")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.GetAsync("/aborted"));
        await host.UntilAsync(() => new(Served(host).Length == 2));
        var lines = Served(host);
        Assert.Contains("GET /fails answered 500", lines[0], StringComparison.Ordinal);
        Assert.Contains("GET /aborted answered 499", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_logged_unless_asked_for()
    {
        await using var host = await TestHost.StartAsync();
        await host.GetAsync("/anonymous");
        Assert.Empty(Served(host));
    }

    private static string[] Served(TestHost host) =>
        [
            .. host
                .Logs.Entries.Where(static entry => entry.Contains(" answered ", StringComparison.Ordinal))
                // Behind the message stand the server's own scopes, with the path.
                .Select(static entry => string.Join(" | ", entry.Split(" | ")[..3])),
        ];
}
