using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.AspNetCore;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.DependencyInjection;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Logging;
using SessionManager.Testing.Storage;

namespace SessionManager.Jwt.Tests.Http;

/// <summary>A host on a real Kestrel with sign-in, a protected page, and the endpoints under test.</summary>
internal sealed class JwtHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private JwtHost(
        WebApplication app,
        FaultInjectingSessionStorage storage,
        ManualTimeProvider time,
        CapturingLoggerProvider logs
    )
    {
        (_app, Storage, Time, Logs) = (app, storage, time, logs);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new Uri(addresses.Addresses.Single());
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public FaultInjectingSessionStorage Storage { get; }

    public ManualTimeProvider Time { get; }

    public CapturingLoggerProvider Logs { get; }

    public ISessionManager Sessions => _app.Services.GetRequiredService<ISessionManager>();

    public static async Task<JwtHost> StartAsync(
        Action<JwtSessionOptions>? configure = null,
        Action<ISessionManagerBuilder>? build = null,
        bool requireHttps = false,
        Action<SessionHttpOptions>? http = null
    )
    {
        var storage = new FaultInjectingSessionStorage(new MemorySessionStorage());
        var time = new ManualTimeProvider();
        var logs = new CapturingLoggerProvider();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(time);
        var manager = builder
            .Services.AddSessionManager()
            .UseStorage(_ => storage)
            .UseJwtBackend(options =>
            {
                (options.Issuer, options.Audience) = (JwtParts.Issuer, JwtParts.Audience);
                configure?.Invoke(options);
                if (options.Keys.Count == 0)
                    options.Keys.Add(TestKeys.Of(JwtAlgorithm.HS256));
            })
            .AddAspNetCore(options =>
            {
                options.RequireHttps = requireHttps;
                http?.Invoke(options);
            });
        build?.Invoke(manager);
        var app = builder.Build();
        app.UseSessionManager();
        app.MapSessionTokens("/auth");
        app.MapPost(
            "/login",
            (HttpContext http) => http.SignInSessionAsync("alice", transport: SessionTransport.Token)
        );
        app.MapPost("/login-cookie", (HttpContext http) => http.SignInSessionAsync("alice", rememberMe: true));
        app.MapPost("/logout", async (HttpContext http) => await http.SignOutSessionAsync());
        app.MapGet("/me", (HttpContext http) => http.GetUserSession()!.Id.ToString()).RequireSession();
        app.MapPost("/echo", (HttpContext http) => http.Request.Body.CopyToAsync(http.Response.Body)).RequireSession();
        await app.StartAsync();
        return new JwtHost(app, storage, time, logs);
    }

    public async Task<JsonElement> LogInAsync()
    {
        using var response = await Client.PostAsync("/login", content: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await JsonAsync(response);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public Task<HttpResponseMessage> RefreshAsync(string? token) =>
        SendAsync(HttpMethod.Post, "/auth/refresh", body: JsonSerializer.Serialize(new { refresh_token = token }));

    public async Task<HttpStatusCode> MeAsync(string token)
    {
        using var response = await SendAsync(HttpMethod.Get, "/me", ("Authorization", "Bearer " + token));
        return response.StatusCode;
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        (string Name, string Value)? header = null,
        string? body = null,
        (string Name, string Value)? second = null
    )
    {
        var request = new HttpRequestMessage(method, path);
        if (header is { } one)
            request.Headers.TryAddWithoutValidation(one.Name, one.Value);
        if (second is { } two)
            request.Headers.TryAddWithoutValidation(two.Name, two.Value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Logs.Dispose();
    }
}
