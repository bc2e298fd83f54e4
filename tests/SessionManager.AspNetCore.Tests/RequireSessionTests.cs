using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
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

    /// <summary>A Razor page that is compiled while the host runs does so.</summary>
    [Fact]
    [Trait("Req", "2.4")]
    public async Task A_page_that_takes_the_place_of_its_endpoint_requires_what_that_did()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = static services => services.AddSingleton<MatcherPolicy, Replacing>(),
                Endpoints = static app =>
                {
                    app.MapGet("/pages/one", () => "of routing")
                        .RequireSession()
                        .WithMetadata(new PageActionDescriptor());
                    app.MapGet("/pages/admin", () => "of routing")
                        .RequireSessionRole("admin")
                        .WithMetadata(new PageActionDescriptor());
                    app.MapGet("/pages/open", () => "of routing")
                        .RequireSession()
                        .AllowAnonymous()
                        .WithMetadata(new PageActionDescriptor());
                },
            }
        );
        var (_, token) = await host.OpenAsync();

        (await host.GetAsync("/pages/one")).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal("its own", (await host.GetAsync("/pages/one", Credentials.Cookie(token))).Body);
        (await host.GetAsync("/pages/admin")).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.GetAsync("/pages/admin", Credentials.Cookie(token))).Status);
        Assert.Equal("its own", (await host.GetAsync("/pages/open")).Body);
    }

    /// <summary>Replaces endpoints as the page loader does: the metadata are kept, and nothing else.</summary>
    private sealed class Replacing : MatcherPolicy, IEndpointSelectorPolicy
    {
        public override int Order => 1000;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

        public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                var endpoint = candidates[i].Endpoint;
                if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
                {
                    candidates.ReplaceEndpoint(
                        i,
                        new Endpoint(static http => http.Response.WriteAsync("its own"), endpoint.Metadata, "compiled"),
                        candidates[i].Values
                    );
                }
            }

            return Task.CompletedTask;
        }
    }

    private static void NoDefaultScheme(IServiceCollection services) =>
        services.PostConfigure<AuthenticationOptions>(options => options.DefaultScheme = "None");
}
