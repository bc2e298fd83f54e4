using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.Audit;
using SessionManager.Core.Tests.Architecture;
using SessionManager.Dashboard.Admin.Activity;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Sessions;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>
/// The pictures of the documentation: taken at each run, and put in their place when <c>UPDATE_IMAGES</c> is set, so that
/// a run of the tests leaves the tree as it was.
/// </summary>
public sealed class AdminScreenshotTests : AdminTest
{
    private static readonly string[] Users =
    [
        "ada",
        "grace",
        "alan",
        "edsger",
        "barbara",
        "donald",
        "katherine",
        "linus",
    ];

    private static readonly string[] Agents = [Device.Mac, Device.Windows, Device.Phone, Device.Tablet, Device.Linux];

    private static readonly string[] Addresses = ["203.0.113.7", "198.51.100.23", "192.0.2.44"];

    private static readonly string[] Reasons =
    [
        SessionEndReasons.UserLogout,
        SessionEndReasons.UserLogout,
        SessionEndReasons.Expired,
        SessionEndReasons.Expired,
        SessionEndReasons.MaxSessionsExceeded,
        SessionEndReasons.AdminRevoked,
        SessionEndReasons.CredentialChange,
    ];

    [ChromiumTheory]
    [InlineData("admin-sessions")]
    [InlineData("admin-activity")]
    [InlineData("admin-activity-dark")]
    [InlineData("admin-confirm")]
    [InlineData("admin-phone")]
    public async Task The_admin_page(string name)
    {
        await StartAdminAsync();
        await FillDayAsync();
        var options = name == "admin-phone" ? WindowOptions.Narrow with { Height = 1000 } : new() { Height = 1000 };
        var view = name.Contains("activity", StringComparison.Ordinal) ? "?view=activity" : "";
        var window = await OpenAdminAsync(
            options with
            {
                IsDark = name.EndsWith("dark", StringComparison.Ordinal),
            },
            view
        );
        var page = window.Page;
        if (name == "admin-confirm")
        {
            await Named(page, "End everyone’s sessions…").ClickAsync();
            await Expect(Dialog(page)).ToBeVisibleAsync();
        }

        var isUpdated = Environment.GetEnvironmentVariable("UPDATE_IMAGES") is { Length: > 0 };
        var folder = isUpdated ? Repository.PathOf("docs", "images") : Repository.PathOf("artifacts", "images");
        var path = System.IO.Path.Combine(Directory.CreateDirectory(folder).FullName, $"{name}.png");
        await page.ScreenshotAsync(new() { Path = path, Caret = ScreenshotCaret.Initial });
        Assert.True(new FileInfo(path).Length is > 10_000 and < 300_000);
    }

    /// <summary>Sessions of now, and the counts of a day that is over.</summary>
    private async Task FillDayAsync()
    {
        for (var number = 0; number < 40; number++)
        {
            var created = await Host.Sessions.CreateAsync(
                new(Users[number % Users.Length])
                {
                    UserAgent = Agents[number * 7 % Agents.Length],
                    IpAddress = Addresses[number % Addresses.Length],
                }
            );
            Assert.True(created.Succeeded);
        }

        var now = TimeProvider.System.GetUtcNow();
        var events = new List<SessionAuditEvent>();
        for (var hour = 1; hour < 24; hour++)
        {
            var opened = (int)(60 + (45 * Math.Sin((now.Hour - hour) / 24.0 * Math.Tau)) + (hour * 7 % 11));
            for (var number = 0; number < opened; number++)
            {
                events.Add(Event(SessionAuditKind.Created, now, hour, number));
                if (number % 5 != 0)
                    events.Add(Event(SessionAuditKind.Terminated, now, hour, number));
            }
        }

        await Host.Services.GetRequiredService<ActivityRecorder>().WriteAsync(events, CancellationToken.None);
    }

    private static SessionAuditEvent Event(SessionAuditKind kind, DateTimeOffset now, int hour, int number) =>
        new()
        {
            Kind = kind,
            At = now - TimeSpan.FromHours(hour),
            UserId = Users[number % Users.Length],
            Actor = "system",
            UserAgent = Agents[number * 3 % Agents.Length],
            Reason = kind == SessionAuditKind.Created ? null : Reasons[number % Reasons.Length],
        };
}
