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

    /// <summary>How often is asked, 25 ms apart, before something is taken not to come: a busy machine takes its time.</summary>
    private protected const int Turns = 1200;

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
                Sessions = setup.Sessions ?? (static options => options.DefaultPolicy.MaxSessions = 100),
                Start = setup.Start ?? TimeProvider.System.GetUtcNow(),
                Endpoints = setup.Endpoints ?? (static app => app.MapSessionDashboard(Path)),
                Builder = builder =>
                {
                    builder.AddDeviceEnricher().AddGeolocationEnricher(static _ => new Atlas());
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
        // Each a little later than the one before, so that their order is known.
        Host.Time.Advance(TimeSpan.FromSeconds(1));
        var created = await Host.Sessions.CreateAsync(new(user) { UserAgent = userAgent, IpAddress = ip });
        Assert.True(created.Succeeded);
        return created.Session;
    }

    /// <summary>What a user with some history sees: a phone and a tablet elsewhere, and ended sessions of each kind.</summary>
    private protected async Task FillAsync()
    {
        await OpenElsewhereAsync(Device.Phone);
        await OpenElsewhereAsync(Device.Tablet, "198.51.100.23");
        await OpenEndedAsync(Device.Windows, "192.0.2.44", "root", SessionEndReasons.AdminRevoked);
        await OpenEndedAsync(Device.Linux, "203.0.113.7", "system", SessionEndReasons.TokenReuse);
        await OpenEndedAsync(Device.Phone, "203.0.113.7", "alice", SessionEndReasons.UserLogout);
        await OpenEndedAsync("", "198.51.100.23", "system", SessionEndReasons.CredentialChange);
    }

    private protected async Task<UserSession> OpenEndedAsync(string userAgent, string ip, string by, string reason)
    {
        var session = await OpenElsewhereAsync(userAgent, ip);
        Assert.True(await Host.Sessions.TerminateAsync(session.Id, by, reason));
        return session;
    }

    /// <summary>Opens the page and waits until it shows the sessions.</summary>
    private protected static async Task GoAsync(BrowserWindow window, string path = Path)
    {
        await window.Page.GotoAsync(path);
        await Expect(window.Page.Locator("[data-part=list] .session").First).ToBeVisibleAsync();
        await Expect(window.Page.Locator("[data-part=active] [aria-busy=true]")).ToHaveCountAsync(0);
    }

    /// <summary>
    /// Waits until the browser is at the address, by asking it again. <c>WaitForURLAsync</c> may miss the event it waits for
    /// (microsoft/playwright-dotnet#3364).
    /// </summary>
    private protected static Task ArriveAsync(BrowserWindow window, string path) =>
        Expect(window.Page).ToHaveURLAsync(new Uri(window.Address, path).ToString());

    private protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private protected static IPageAssertions Expect(IPage page) => Assertions.Expect(page);

    /// <summary>Waits by asking again: the browser's own polling would break the page's Content-Security-Policy.</summary>
    private protected static async Task UntilAsync(IPage tab, string condition, object? argument = null)
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            if (await tab.EvaluateAsync<bool>(condition, argument))
                return;
            await Task.Delay(25);
        }

        Assert.Fail($"It never came to: {condition}");
    }
}
