using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.Pipeline;

public sealed class PathTests
{
    [Theory]
    [InlineData("/docs", 200)]
    [InlineData("/docs/", 200)]
    [InlineData("/docs/a/b", 200)]
    [InlineData("/DOCS/a", 200)]
    [InlineData("/docsecret", 401)]
    [InlineData("/docs-secret", 401)]
    [InlineData("/docs.html", 401)]
    [InlineData("/other", 401)]
    [InlineData("/", 401)]
    [InlineData("/open", 200)]
    [Trait("Req", "2.2")]
    public async Task An_excluded_path_covers_whole_segments_and_wins(string path, int status)
    {
        await using var host = await StartAsync("/", ["/docs"]);
        Assert.Equal(status, (int)(await host.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("/account", 401)]
    [InlineData("/account/", 401)]
    [InlineData("/ACCOUNT/x", 401)]
    [InlineData("/accounts", 200)]
    [InlineData("/account/public/x", 200)]
    [InlineData("/account/publicity", 401)]
    [Trait("Req", "2.3")]
    public async Task A_protected_path_covers_whole_segments(string path, int status)
    {
        await using var host = await StartAsync("/account", ["/account/public"]);
        var (_, token) = await host.OpenAsync();
        var refused = await host.GetAsync(path);
        Assert.Equal(status, (int)refused.Status);
        if (status == 401)
            refused.AssertProblem(HttpStatusCode.Unauthorized);
        var let = await host.GetAsync(path, Credentials.Cookie(token));
        Assert.Equal(HttpStatusCode.OK, let.Status);
        Assert.Equal(status == 401 ? "no-store" : null, let.Header("Cache-Control"));
    }

    /// <summary>File providers and catch-all endpoints read a run of slashes as one, so the protection does too.</summary>
    [Theory]
    [InlineData("//account/secret.pdf", 401)]
    [InlineData("///ACCOUNT", 401)]
    [InlineData("//account//secret.pdf", 401)]
    [InlineData("/%5Caccount/secret.pdf", 401)]
    [InlineData("/%5C/account%5Csecret.pdf", 401)]
    [InlineData("/account%5Csecret.pdf", 401)]
    [InlineData("//account/public/x", 401)]
    [InlineData("/account//public/x", 401)]
    [InlineData("/account/public//x", 200)]
    [InlineData("//accounts", 200)]
    [InlineData("/other//account", 200)]
    [Trait("Req", "2.3")]
    public async Task A_protected_path_stays_so_with_doubled_slashes(string path, int status)
    {
        await using var host = await StartAsync("/account", ["/account/public"]);
        var (_, token) = await host.OpenAsync();
        // A path that begins with two slashes would be taken for the name of another host.
        var address = host.Address.GetLeftPart(UriPartial.Authority) + path;
        Assert.Equal(status, (int)(await host.GetAsync(address)).Status);
        Assert.Equal("rest", (await host.GetAsync(address, Credentials.Cookie(token))).Body);
    }

    [Fact]
    [Trait("Req", "2.2")]
    public async Task Nothing_is_looked_up_on_an_excluded_path_unless_the_endpoint_requires_it()
    {
        await using var host = await StartAsync("/", ["/docs", "/me", "/authorized", "/login"]);
        var (_, token) = await host.OpenAsync();
        await host.GetAsync("/docs/page", Credentials.Cookie(token));
        await host.GetAsync("/docs/page", Credentials.Cookie(token), Credentials.Header(token));
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Find));
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);
        Assert.Equal("alice", (await host.GetAsync("/authorized", Credentials.Cookie(token))).Body);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/login?user=bob")).Status);
        using (host.Storage.Fail())
        {
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/docs/page", Credentials.Cookie(token))).Status);
            (await host.PostAsync("/login?user=bob")).AssertProblem(HttpStatusCode.ServiceUnavailable);
            (await host.GetAsync("/other", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.ServiceUnavailable);
        }
    }

    /// <summary>Without the middleware they would be open to anybody.</summary>
    [Fact]
    [Trait("Req", "2.3")]
    public async Task Protected_paths_that_nothing_keeps_stop_the_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TestHost.StartAsync(
                new()
                {
                    Http = static options =>
                    {
                        options.ProtectedPaths.Add("/account");
                        options.ProtectedPaths.Add("/admin");
                    },
                    Pipeline = static _ => { },
                }
            )
        );

        Assert.Contains("ProtectedPaths names /account, /admin", refused.Message, StringComparison.Ordinal);
        Assert.Contains("app.UseSessionManager()", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Not for a moment: it is found out before the server listens, in every kind of host.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Req", "2.3")]
    public async Task Protected_paths_that_nothing_keeps_are_never_served(bool isWebApplication)
    {
        var server = new Mock<IServer>();
        server.SetupGet(static one => one.Features).Returns(new FeatureCollection());
        using var host = isWebApplication ? ByApplication(server.Object) : ByWebHost(server.Object);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        server.Verify(
            static one => one.StartAsync(It.IsAny<IHttpApplication<It.IsAnyType>>(), It.IsAny<CancellationToken>()),
            Times.Never
        );
    }

    /// <summary>A worker that shares its settings with a web host serves nothing.</summary>
    [Fact]
    public async Task A_host_without_a_server_starts_with_protected_paths()
    {
        using var host = new HostBuilder().ConfigureServices(static services => Protect(services)).Build();

        await host.StartAsync();

        await host.StopAsync();
    }

    private static WebApplication ByApplication(IServer server)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSingleton(server);
        Protect(builder.Services);
        return builder.Build();
    }

    private static IHost ByWebHost(IServer server) =>
        new HostBuilder()
            .ConfigureWebHost(web =>
                web.ConfigureServices(services => Protect(services.AddSingleton(server))).Configure(static _ => { })
            )
            .Build();

    private static void Protect(IServiceCollection services) =>
        services.AddSessionManager().AddAspNetCore(static http => http.ProtectedPaths.Add("/account"));

    /// <summary>The pipeline of such a host is built while its server starts.</summary>
    [Fact]
    [Trait("Req", "2.3")]
    public async Task Protected_paths_are_kept_in_a_host_that_is_configured_by_a_web_host()
    {
        using var host = new HostBuilder()
            .ConfigureWebHost(static web =>
                web.UseKestrelCore()
                    .UseUrls("http://127.0.0.1:0")
                    .ConfigureServices(static services =>
                        services
                            .AddSessionManager()
                            .AddAspNetCore(static http =>
                            {
                                http.RequireHttps = false;
                                http.ProtectedPaths.Add("/account");
                            })
                    )
                    .Configure(static app => app.UseSessionManager())
            )
            .Build();
        await host.StartAsync();
        using var client = new HttpClient();
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;

        var refused = await client.GetAsync(new Uri($"{addresses.Addresses.Single()}/account"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await host.StopAsync();
    }

    private static Task<TestHost> StartAsync(string protect, string[] exclude) =>
        TestHost.StartAsync(
            new()
            {
                Http = options =>
                {
                    options.ProtectedPaths.Add(protect);
                    foreach (var path in exclude)
                        options.ExcludedPaths.Add(path);
                },
                Endpoints = static app =>
                {
                    app.MapGet("/open", static () => "open").AllowAnonymous();
                    app.MapFallback(static () => "page");
                    app.MapGet("/{**rest}", static () => "rest");
                },
            }
        );
}
