using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>Tests of the admin page. Time passes by itself, as the progress of long work needs it to.</summary>
public abstract class AdminTest : DashboardTest
{
    private protected const string AdminPath = "/admin/sessions";

    private static readonly string[] Agents = [Device.Mac, Device.Windows, Device.Phone, Device.Tablet, Device.Linux];

    private protected Task StartAdminAsync(HostSetup? setup = null)
    {
        setup ??= new HostSetup();
        return StartAsync(
            setup with
            {
                RealTime = true,
                Endpoints = setup.Endpoints ?? (static app => app.MapSessionAdmin(AdminPath)),
                After = services =>
                {
                    services.AddSessionAdmin();
                    services.AddHealthChecks().AddSessionManager();
                    setup.After?.Invoke(services);
                },
            }
        );
    }

    /// <summary>An admin's browser, at the page.</summary>
    private protected async Task<BrowserWindow> OpenAdminAsync(WindowOptions? options = null, string query = "")
    {
        var window = await SignInAsync(options, "root", "admin");
        await GoToAsync(window.Page, query);
        return window;
    }

    /// <summary>Opens the page and waits until the list that is shown is what was asked for.</summary>
    private protected static async Task GoToAsync(IPage page, string query = "")
    {
        await page.GotoAsync(AdminPath + query);
        await SettledAsync(page);
    }

    private protected static async Task SettledAsync(IPage page)
    {
        await Expect(page.Locator(".view")).ToBeVisibleAsync();
        await Expect(page.Locator(".view [aria-busy=true]")).ToHaveCountAsync(0);
    }

    private protected async Task<UserSession> OpenSessionAsync(int number, string? user = null)
    {
        var request = new SessionCreateRequest(user ?? $"user-{number}")
        {
            UserAgent = Agents[number % Agents.Length],
            IpAddress = $"203.0.113.{(number % 250) + 1}",
        };
        var created = await Host.Sessions.CreateAsync(request);
        Assert.True(created.Succeeded, created.Error?.ToString());
        return created.Session;
    }

    private protected async Task OpenManyAsync(int count)
    {
        for (var number = 0; number < count; number++)
            await OpenSessionAsync(number);
    }

    private protected async Task<long> CountLiveAsync() => (await Host.Sessions.GetStatisticsAsync()).Live;

    private protected static ILocator Rows(IPage page) => page.Locator(".rows tbody tr[data-id]");

    private protected static ILocator Named(IPage page, string name, AriaRole role = AriaRole.Button) =>
        page.GetByRole(role, new() { Name = name, Exact = true });

    private protected static ILocator Dialog(IPage page) => page.Locator("dialog[open]");

    /// <summary>Presses the button of the open dialog that goes on.</summary>
    private protected static Task ConfirmAsync(IPage page) => Dialog(page).Locator("button[type=submit]").ClickAsync();

    /// <summary>What the dialog says once its work is over.</summary>
    private protected static async Task<string> OutcomeAsync(IPage page)
    {
        await Expect(Dialog(page).GetByRole(AriaRole.Button, new() { Name = "Close" }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        return await Dialog(page).Locator(".dialog-content").First.InnerTextAsync();
    }
}
