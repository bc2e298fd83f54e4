using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Browser;

/// <summary>
/// Tests of pages in a real browser, on a real Kestrel with TLS. Closes what a test opened, and fails it for whatever a
/// browser complained of.
/// </summary>
public abstract class DashboardTest : IAsyncLifetime
{
    public const string Path = "/account/sessions";

    private readonly List<BrowserWindow> _windows = [];

    private protected TestHost Host { get; private set; } = null!;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var window in _windows)
            await window.DisposeAsync();
        if (Host is not null)
            await Host.DisposeAsync();
    }

    /// <summary>Starts the host with the page at its usual place, unless the setup maps others.</summary>
    private protected async Task StartAsync(HostSetup? setup = null)
    {
        setup ??= new HostSetup();
        Host = await TestHost.StartAsync(
            setup with
            {
                Https = true,
                RequireHttps = true,
                RealTime = true,
                Endpoints = setup.Endpoints ?? (static app => app.MapSessionDashboard(Path)),
                Builder = builder =>
                {
                    builder.AddDeviceEnricher();
                    setup.Builder?.Invoke(builder);
                },
            }
        );
    }

    /// <summary>A browser of its own, with nobody signed in.</summary>
    private protected async Task<BrowserWindow> OpenAsync(WindowOptions? options = null)
    {
        var window = await BrowserWindow.OpenAsync(
            await SharedChromium.GetAsync(),
            Host.Address,
            options ?? new WindowOptions()
        );
        _windows.Add(window);
        return window;
    }

    /// <summary>A browser of its own, signed in.</summary>
    private protected async Task<BrowserWindow> SignInAsync(
        WindowOptions? options = null,
        string user = "alice",
        string? role = null
    )
    {
        var window = await OpenAsync(options);
        var answer = await window.Context.APIRequest.PostAsync(
            role is null ? $"/login?user={user}" : $"/login?user={user}&role={role}"
        );
        Assert.True(answer.Ok, $"The sign-in answered {answer.Status}.");
        return window;
    }

    /// <summary>A session on another device, without a browser.</summary>
    private protected async Task<UserSession> OpenElsewhereAsync(
        string userAgent,
        string ip = "203.0.113.7",
        string user = "alice"
    )
    {
        var created = await Host.Sessions.CreateAsync(new(user) { UserAgent = userAgent, IpAddress = ip });
        Assert.True(created.Succeeded);
        return created.Session;
    }

    private protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private protected static IPageAssertions Expect(IPage page) => Assertions.Expect(page);
}
