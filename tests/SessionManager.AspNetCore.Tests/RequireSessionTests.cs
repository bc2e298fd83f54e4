using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests;

public sealed class RequireSessionTests
{
    [Fact]
    [Trait("Req", "2.4")]
    public async Task A_required_session_holds_without_the_middleware()
    {
        await using var host = await TestHost.StartAsync(new() { Pipeline = static _ => { }, After = NoDefaultScheme });
        var (_, token) = await host.OpenAsync();
        Assert.Equal(
            HttpStatusCode.InternalServerError,
            (await host.GetAsync("/me", Credentials.Cookie(token))).Status
        );
        Assert.Contains(
            host.Logs.Entries,
            entry => entry.Contains("Call app.UseSessionManager()", StringComparison.Ordinal)
        );
    }

    [Fact]
    [Trait("Req", "2.4")]
    public async Task A_group_may_require_a_session_and_an_endpoint_in_it_lift_it()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Endpoints = app =>
                {
                    var group = app.MapGroup("/group").RequireSession();
                    group.MapGet("/in", () => "in").RequireSession();
                    group.MapGet("/open", () => "open").AllowAnonymous();
                },
            }
        );
        var (_, token) = await host.OpenAsync();
        (await host.GetAsync("/group/in")).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal("in", (await host.GetAsync("/group/in", Credentials.Cookie(token))).Body);
        Assert.Equal("open", (await host.GetAsync("/group/open")).Body);
    }

    private static void NoDefaultScheme(IServiceCollection services) =>
        services.PostConfigure<AuthenticationOptions>(options => options.DefaultScheme = "None");
}
