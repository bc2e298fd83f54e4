using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>The process of one host. Everything that is not the contender itself is the same for all of them.</summary>
internal static class HostServer
{
    public const string Listening = "listening ";
    public const string Unavailable = "unavailable ";

    public static async Task<int> RunAsync(string name, string url)
    {
        var host = HostNames.Create(name);
        WebApplication app;
        try
        {
            app = Build(host, url);
        }
        catch (NotWiredException exception)
        {
            await Console.Out.WriteLineAsync(Unavailable + exception.Message);
            return 0;
        }

        await using (app)
        {
            await app.StartAsync();
            await Console.Out.WriteLineAsync(Listening + app.Urls.First());
            // Standard input closes when the harness goes, however it goes, so no host outlives it. Reading it blocks also
            // where it says it does not, and on one core a blocked thread of the pool is the only one.
            var harnessGone = Task.Factory.StartNew(Console.In.ReadToEnd, TaskCreationOptions.LongRunning);
            await Task.WhenAny(harnessGone, app.WaitForShutdownAsync());
            await app.StopAsync();
        }

        return 0;
    }

    private static WebApplication Build(IBenchmarkHost host, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1)
        );
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, HostJsonContext.Default)
        );
        builder.Services.AddSingleton<IStartupFilter, UntouchedBranch>();
        host.AddServices(builder);
        var app = builder.Build();
        host.Map(app);
        return app;
    }
}
