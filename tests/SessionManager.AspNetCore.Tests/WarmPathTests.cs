using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Tests;

/// <summary>A request whose session is at hand costs one object; nothing of the principal is made unless it is read.</summary>
public sealed class WarmPathTests
{
    private const int Rounds = 2_000;

    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    [InlineData("none")]
    [Trait("Req", "4.17")]
    public async Task The_warm_path_allocates_little(string transport)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSessionManager()
            .AddAspNetCore()
            .Services.BuildServiceProvider();
        var created = await services
            .GetRequiredService<ISessionManager>()
            .CreateAsync(new SessionCreateRequest("alice"));
        var app = new ApplicationBuilder(services);
        app.UseSessionManager();
        var expected = transport == "none" ? null : "alice";
        app.Run(http =>
            http.GetUserSession()?.UserId == expected
                ? Task.CompletedTask
                : throw new InvalidOperationException("Somebody else.")
        );
        var pipeline = app.Build();

        var contexts = new HttpContext[Rounds];
        for (var i = 0; i < Rounds; i++)
            contexts[i] = Request(services, transport, created.Tokens!.Token);
        Run(pipeline, contexts[..(Rounds / 2)]);
        var measured = contexts[(Rounds / 2)..];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(pipeline, measured);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / measured.Length;
        Assert.InRange(each, 0, 160);
    }

    private static void Run(RequestDelegate pipeline, HttpContext[] contexts)
    {
        foreach (var context in contexts)
        {
            var running = pipeline(context);
            if (!running.IsCompletedSuccessfully)
                throw new InvalidOperationException("The warm path waits for nothing.");
        }
    }

    private static DefaultHttpContext Request(IServiceProvider services, string transport, string token)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.Headers.UserAgent = "Test/1.0";
        context.Request.Scheme = "https";
        context.Request.Method = "GET";
        // A server has room for these; a bare context would make some first.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Cookie";
        if (transport != "none")
        {
            var (name, value) = Credentials.By(transport, token);
            context.Request.Headers[name] = value;
        }

        return context;
    }
}
