using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests;

/// <summary>The orders in which hosts put middleware: each gives the same answers and asks the storage once.</summary>
public sealed class PipelineTests
{
    private static readonly Dictionary<string, Action<WebApplication>> Orders = new()
    {
        ["one line"] = static app => app.UseSessionManager(),
        ["twice"] = static app => app.UseSessionManager().UseSessionManager(),
        ["routing before"] = static app => app.UseRouting().UseSessionManager(),
        ["explicit before"] = static app => app.UseAuthentication().UseAuthorization().UseSessionManager(),
        ["explicit after"] = static app => app.UseSessionManager().UseAuthentication().UseAuthorization(),
        ["authentication before"] = static app => app.UseAuthentication().UseSessionManager(),
        ["authorization after"] = static app => app.UseSessionManager().UseAuthorization(),
        ["authorization before"] = static app => app.UseAuthorization().UseSessionManager(),
        ["classic"] = static app =>
            app.UseRouting().UseSessionManager().UseAuthorization()
#pragma warning disable ASP0014 // The classic order is what is tried.
            .UseEndpoints(static _ => { }),
#pragma warning restore ASP0014
        ["classic, before routing"] = static app => app.UseSessionManager().UseRouting().UseAuthorization(),
        ["in a branch"] = static app => app.UseWhen(_ => true, branch => branch.UseSessionManager()),
    };

    public static TheoryData<string> Names => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Req", "1.22")]
    [Trait("Req", "2.4")]
    public async Task Each_order_gives_the_same_answers(string order)
    {
        await using var host = await TestHost.StartAsync(new() { Pipeline = Orders[order] });
        await UsualAnswers.AssertAsync(host);
    }

    [Fact]
    public async Task A_host_with_a_startup_class_and_no_authorization_of_its_own_is_served()
    {
        using var host = new HostBuilder()
            .ConfigureWebHost(web =>
                web.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0))
                    .ConfigureServices(services =>
                    {
                        services.AddRouting();
                        services.AddSessionManager().AddAspNetCore(http => http.RequireHttps = false);
                    })
                    .Configure(app =>
                        app.UseRouting().UseSessionManager().UseEndpoints(endpoints => TestEndpoints.Map(endpoints))
                    )
            )
            .Build();
        await host.StartAsync();
        var server = host.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>();
        var address = server
            .Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!
            .Addresses.Single();
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        using var refused = await client.GetAsync("/authorized");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var login = await client.PostAsync("/login?user=alice&token=true", content: null);
        var token = (await Answer.ReadAsync(login)).Json().GetProperty("token").GetString();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal("alice", await client.GetStringAsync("/authorized"));
        await host.StopAsync();
    }
}
