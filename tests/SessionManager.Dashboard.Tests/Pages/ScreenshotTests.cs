using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.Core.Tests.Architecture;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Sessions;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Pages;

/// <summary>
/// The pictures of the documentation: taken at each run, and put in their place when <c>UPDATE_IMAGES</c> is set, so that
/// a run of the tests leaves the tree as it was.
/// </summary>
public sealed class ScreenshotTests : DashboardTest
{
    private static readonly DirectoryInfo Folder = Directory.CreateDirectory(
        Environment.GetEnvironmentVariable("UPDATE_IMAGES") is { Length: > 0 }
            ? Repository.PathOf("docs", "images")
            : Repository.PathOf("artifacts", "images")
    );

    [ChromiumTheory]
    [InlineData("sessions")]
    [InlineData("sessions-dark")]
    [InlineData("sessions-phone")]
    [InlineData("sessions-phone-dark")]
    [InlineData("sessions-confirm")]
    public async Task The_active_sessions_page(string name)
    {
        await StartWithPastAsync();
        var isPhone = name.Contains("phone", StringComparison.Ordinal);
        var options = isPhone ? WindowOptions.Narrow with { Height = 1000 } : new() { Height = 1000 };
        var window = await SignInAsync(
            options with
            {
                IsDark = name.EndsWith("dark", StringComparison.Ordinal),
                Height = name == "sessions-confirm" ? 620 : options.Height,
            }
        );
        await GoAsync(window);
        if (name == "sessions-confirm")
            await window.Page.Locator("[data-act=end-others]").ClickAsync();

        var path = System.IO.Path.Combine(Folder.FullName, $"{name}.png");
        await window.Page.ScreenshotAsync(new() { Path = path, Caret = ScreenshotCaret.Initial });

        Assert.True(new FileInfo(path).Length is > 10_000 and < 300_000);
    }

    /// <summary>A week of one user's life, up to this moment.</summary>
    private async Task StartWithPastAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        await StartAsync(
            new()
            {
                Start = now.AddDays(-7),
                Sessions = static options =>
                {
                    options.MaximumTimeout = TimeSpan.FromDays(60);
                    options.DefaultPolicy = new()
                    {
                        AbsoluteLifetime = TimeSpan.FromDays(30),
                        IdleTimeout = TimeSpan.FromDays(30),
                        MaxSessions = 100,
                    };
                },
                Builder = static builder => builder.AddRiskEnricher(),
            }
        );
        var time = Host.Time;
        var laptop = await OpenElsewhereAsync(Device.Linux);
        await Host.Sessions.RenameAsync(laptop.Id, "Work laptop");
        var old = await OpenElsewhereAsync(Device.Phone);
        time.Advance(TimeSpan.FromDays(2));
        var shared = await OpenElsewhereAsync(Device.Windows, "198.51.100.23");
        time.Advance(TimeSpan.FromHours(5));
        await Host.Sessions.TerminateAsync(shared.Id, "root", SessionEndReasons.AdminRevoked);
        await OpenElsewhereAsync(Device.Phone);
        await Host.Sessions.TerminateAsync(old.Id, "system", SessionEndReasons.MaxSessionsExceeded);
        time.Advance(TimeSpan.FromDays(2));
        await OpenElsewhereAsync(Device.Tablet, "192.0.2.44");
        time.SetUtcNow(now.AddHours(-2));
        await Host.Sessions.TouchAsync(laptop.Id);
        time.SetUtcNow(now.AddSeconds(2));
    }
}
