using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Tiered;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Hosts;

/// <summary>One host of several: its own Kestrel, container and connections.</summary>
internal sealed class Node : IAsyncDisposable
{
    /// <summary>A storage's time where a busy machine's slowness is not the point: what is down is noticed at once.</summary>
    public static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;
    private readonly ConnectionMultiplexer _redis;
    private readonly HttpClient _client;

    private Node(WebApplication app, ConnectionMultiplexer redis)
    {
        _app = app;
        _redis = redis;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public ISessionManager Sessions => _app.Services.GetRequiredService<ISessionManager>();

    public IServiceProvider Services => _app.Services;

    /// <param name="redis">The connection string.</param>
    /// <param name="configure">Chooses the storage.</param>
    /// <param name="storageTimeout">The storage's time; null for <see cref="Patient"/>.</param>
    /// <param name="fastTierTimeout">That of a fast tier before it; null for the library's.</param>
    public static async Task<Node> StartAsync(
        string redis,
        Action<ISessionManagerBuilder> configure,
        TimeSpan? storageTimeout = null,
        TimeSpan? fastTierTimeout = null
    )
    {
        var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},abortConnect=false");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => connection);
        builder.Services.Configure<TieredStorageOptions>(options =>
            options.FastTierTimeout = fastTierTimeout ?? options.FastTierTimeout
        );
        configure(
            builder
                .Services.AddSessionManager(options => options.StorageTimeout = storageTimeout ?? Patient)
                .AddAspNetCore(http => http.RequireHttps = false)
        );
        var app = builder.Build();
        app.UseSessionManager();
        app.MapGet("/me", (HttpContext http) => http.GetUserSession()!.UserId).RequireSession();
        app.MapGet("/open", () => "open");
        await app.StartAsync();
        var node = new Node(app, connection);
        await node.WarmUpAsync();
        return node;
    }

    /// <summary>
    /// Lets the first statement of a cold pool take its time: how long a storage may take is for what a test does then.
    /// </summary>
    private async Task WarmUpAsync()
    {
        for (var started = Stopwatch.StartNew(); ; )
        {
            try
            {
                var (token, _) = await SignInAsync("warm-up");
                if (await GetAsync(token) == HttpStatusCode.OK)
                    return;
            }
            catch (SessionStorageException) when (started.Elapsed < TimeSpan.FromSeconds(60)) { }

            Assert.True(started.Elapsed < TimeSpan.FromSeconds(60), "The storage of the host does not answer.");
        }
    }

    /// <summary>The token of a new session, and the session.</summary>
    public async Task<(string Token, UserSession Session)> SignInAsync(string user = "alice")
    {
        var created = await Sessions.CreateAsync(new SessionCreateRequest(user));
        Assert.True(created.Succeeded);
        return (created.Tokens!.Token, created.Session!);
    }

    /// <summary>What a request with the token is answered.</summary>
    public async Task<HttpStatusCode> GetAsync(string token, string path = "/me")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _redis.CloseAsync(allowCommandsToComplete: false);
    }
}
