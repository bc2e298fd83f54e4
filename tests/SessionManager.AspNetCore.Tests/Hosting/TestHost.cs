using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Logging;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.Hosting;

/// <summary>A host on a real Kestrel, over memory storage that counts, fails and hangs when told to.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> OwnCertificate = new(CreateCertificate);

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private TestHost(
        WebApplication app,
        FaultInjectingSessionStorage storage,
        ManualTimeProvider time,
        CapturingLoggerProvider logs
    )
    {
        _app = app;
        Storage = storage;
        Time = time;
        Logs = logs;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new Uri(addresses.Addresses.Single());
        _client = CreateClient();
    }

    public FaultInjectingSessionStorage Storage { get; }

    public ManualTimeProvider Time { get; }

    public CapturingLoggerProvider Logs { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public ISessionManager Sessions => _app.Services.GetRequiredService<ISessionManager>();

    public static async Task<TestHost> StartAsync(HostSetup? setup = null)
    {
        setup ??= new HostSetup();
        var storage = new FaultInjectingSessionStorage(new MemorySessionStorage());
        var time = setup.Start is { } start ? new ManualTimeProvider(start) : new ManualTimeProvider();
        var logs = new CapturingLoggerProvider();
        var app = Build(setup, storage, time, logs);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // One that is refused its start watches its settings files all the same, of which a machine allows few.
            await app.DisposeAsync();
            throw;
        }

        return new TestHost(app, storage, time, logs);
    }

    public static WebApplication Build(
        HostSetup setup,
        FaultInjectingSessionStorage storage,
        ManualTimeProvider time,
        CapturingLoggerProvider logs
    )
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = setup.Environment, ApplicationName = "Tests" }
        );
        builder.Configuration.AddInMemoryCollection(setup.Configuration);
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    if (setup.Https)
                        listen.UseHttps(OwnCertificate.Value);
                }
            )
        );
        if (!setup.RealTime)
            builder.Services.AddSingleton<TimeProvider>(time);
        setup.Before?.Invoke(builder);
        var sessions = builder
            .Services.AddSessionManager(setup.Sessions)
            .UseStorage(_ => storage)
            .AddAspNetCore(http =>
            {
                http.RequireHttps = setup.RequireHttps;
                setup.Http?.Invoke(http);
            });
        setup.Builder?.Invoke(sessions);
        setup.After?.Invoke(builder.Services);
        var app = builder.Build();
        setup.Pipeline(app);
        TestEndpoints.Map(app);
        setup.Endpoints?.Invoke(app);
        return app;
    }

    /// <summary>A client that keeps cookies only in a jar it is given, and follows no redirect.</summary>
    public HttpClient CreateClient(CookieContainer? jar = null)
    {
        var handler = new SocketsHttpHandler { UseCookies = jar is not null, AllowAutoRedirect = false };
        if (jar is not null)
            handler.CookieContainer = jar;
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) =>
            certificate is not null && certificate.GetCertHashString() == OwnCertificate.Value.Thumbprint;
        return new HttpClient(handler) { BaseAddress = Address };
    }

    /// <summary>Opens a session beside HTTP, and says what its client holds.</summary>
    public async Task<(UserSession Session, string Token)> OpenAsync(string user = "alice", params string[] roles)
    {
        var created = await Sessions.CreateAsync(new SessionCreateRequest(user) { Roles = roles });
        Assert.True(created.Succeeded);
        return (created.Session, created.Tokens.Token);
    }

    /// <summary>Sends a request with headers exactly as given.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await _client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends a body as it stands.</summary>
    public async Task<Answer> SendBodyAsync(
        HttpMethod method,
        string path,
        string body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await _client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Delete, path, headers);

    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, headers);

    /// <summary>Waits for what happens behind the answer, such as an entry in a log.</summary>
    public async Task UntilAsync(Func<ValueTask<bool>> holds)
    {
        for (var tries = 0; tries < 3_000; tries++)
        {
            if (await holds())
                return;
            await Task.Delay(10);
        }

        Assert.Fail("It did not come to be.");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
