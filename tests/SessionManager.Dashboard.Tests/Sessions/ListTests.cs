using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Sessions;

/// <summary>What the list of live sessions shows, and how it comes to show it.</summary>
[Trait("Req", "1.28")]
[Trait("Req", "1.29")]
public sealed class ListTests : DashboardTest
{
    [ChromiumFact]
    [Trait("Req", "0.29")]
    public async Task Each_session_shows_its_device_place_address_and_time_and_the_current_one_has_no_way_out()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone);
        await OpenElsewhereAsync(Device.Tablet, "198.51.100.23");
        await OpenElsewhereAsync("", "192.0.2.44");
        Host.Time.Advance(TimeSpan.FromMinutes(5));
        var window = await SignInAsync();
        await GoAsync(window);

        var rows = window.Page.Locator("[data-part=list] .session");
        await Expect(rows).ToHaveCountAsync(4);
        await Expect(rows.Locator("h3")).ToHaveTextAsync(["Mac", "Unknown Device", "iPad", "iPhone"]);
        await Expect(rows.Locator("[role=img]").First).ToHaveAttributeAsync("aria-label", "Computer");
        Assert.Equal(
            ["computer", "other", "tablet", "phone"],
            await rows.Locator(".picture").EvaluateAllAsync<string[]>("nodes => nodes.map(n => n.dataset.device)")
        );

        var phone = rows.Filter(new() { HasText = "iPhone" });
        await Expect(phone).ToContainTextAsync("Safari on iOS");
        await Expect(phone).ToContainTextAsync("Hamburg, Germany");
        await Expect(phone).ToContainTextAsync("203.0.113.7");
        await Expect(phone.GetByRole(AriaRole.Button, new() { Name = "Log out iPhone" })).ToBeVisibleAsync();

        var current = rows.First;
        await Expect(current.GetByText("Current")).ToBeVisibleAsync();
        await Expect(current.GetByRole(AriaRole.Button, new() { Name = "Log out" })).ToHaveCountAsync(0);
        await Expect(rows.GetByText("Current")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task It_says_that_it_is_loading_until_it_has_loaded()
    {
        await StartAsync();
        var window = await SignInAsync();
        using var held = Host.Storage.Hold(StorageOperation.Query);
        await window.Page.GotoAsync(Path);

        await Expect(window.Page.Locator("[data-state=loading]")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("[data-part=list]")).ToHaveAttributeAsync("aria-busy", "true");
        await Expect(window.Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Loading sessions…");
        held.Dispose();
        await Expect(window.Page.Locator("[data-state=loading]")).ToHaveCountAsync(0);
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
        await Expect(window.Page.Locator("[data-part=list][aria-busy]")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task A_refresh_shows_what_has_come_and_says_how_many_there_are()
    {
        await StartAsync();
        var window = await SignInAsync();
        await GoAsync(window);
        await OpenElsewhereAsync(Device.Phone);
        await OpenElsewhereAsync(Device.Linux);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();

        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(3);
        await Expect(window.Page.Locator("[data-part=active] [role=status]")).ToHaveTextAsync("3 active sessions");
    }

    [ChromiumFact]
    public async Task When_it_cannot_be_loaded_it_says_so_and_can_be_tried_again()
    {
        await StartAsync();
        var window = await SignInAsync();
        window.Expect(503);
        using (Host.Storage.Fail(StorageOperation.Query))
        {
            await window.Page.GotoAsync(Path);
            await Expect(window.Page.Locator("[data-part=active] [role=alert]"))
                .ToContainTextAsync("Sessions cannot be reached at the moment.");
            await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(0);
        }

        await window
            .Page.Locator("[data-part=active]")
            .GetByRole(AriaRole.Button, new() { Name = "Try again" })
            .ClickAsync();
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
        await Expect(window.Page.Locator("[data-state=error]")).ToHaveCountAsync(0);
        await Expect(window.Page.GetByText("Sessions that end will be listed here.")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task What_is_shown_stays_when_a_refresh_fails()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        await GoAsync(window);
        window.Expect(0);
        await window.Context.SetOfflineAsync(true);

        await window.Page.Locator("[data-act=refresh]").ClickAsync();
        await Expect(window.Page.Locator("[data-part=active] [role=alert]"))
            .ToContainTextAsync("The server could not be reached.");
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(2);

        await window.Context.SetOfflineAsync(false);
        await window
            .Page.Locator("[data-part=active]")
            .GetByRole(AriaRole.Button, new() { Name = "Try again" })
            .ClickAsync();
        await Expect(window.Page.Locator("[data-state=error]")).ToHaveCountAsync(0);
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(2);
    }

    [ChromiumFact]
    public async Task How_long_ago_moves_on_while_the_page_is_open()
    {
        await StartAsync();
        var window = await SignInAsync();
        // Half a minute of real time would make it another number, and a browser may take long to start.
        Host.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        await OpenElsewhereAsync(Device.Phone);
        // A clock that is hours off: times are told by the server's.
        await window.Page.Clock.InstallAsync(
            new() { TimeDate = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-7) }
        );
        await GoAsync(window);
        var time = window.Page.Locator("[data-part=list] .session", new() { HasText = "iPhone" }).Locator("time");

        await Expect(time).ToHaveTextAsync("Just now");
        await window.Page.Clock.RunForAsync(TimeSpan.FromMinutes(5.5).Milliseconds());
        await Expect(time).ToHaveTextAsync("5m ago");
        await window.Page.Clock.FastForwardAsync(TimeSpan.FromHours(2).Milliseconds());
        await Expect(time).ToHaveTextAsync("2h ago");
        await window.Page.Clock.FastForwardAsync(TimeSpan.FromDays(3).Milliseconds());
        await Expect(time).ToHaveTextAsync("3d ago");
        Assert.Equal(
            "Unknown",
            await window.Page.EvaluateAsync<string>(
                """
                async () => {
                  const script = document.querySelector("script[type=module]").src;
                  const { ago } = await import(new URL("../shared/times.js", script).href);
                  return ago(undefined);
                }
                """
            )
        );
    }

    [ChromiumFact]
    [Trait("Req", "0.14")]
    public async Task Many_sessions_come_page_by_page()
    {
        await StartAsync();
        for (var i = 0; i < 54; i++)
            await OpenElsewhereAsync(Device.Linux);
        var window = await SignInAsync();
        await GoAsync(window);
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(50);

        await window.Page.GetByText("Show more sessions").ClickAsync();

        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(55);
        await Expect(window.Page.GetByText("Show more sessions")).ToBeHiddenAsync();
        // Whoever works by keyboard goes on at the first of the new ones.
        await Expect(window.Page.Locator("[data-part=list] .session").Nth(50).Locator("[data-act=end]"))
            .ToBeFocusedAsync();
    }

    [ChromiumFact]
    [Trait("Sec", "37")]
    public async Task A_device_that_was_never_there_before_is_marked()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Linux);
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        await OpenElsewhereAsync(Device.Linux);
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync(new() { UserAgent = Device.Linux });
        await GoAsync(window);

        await Expect(window.Page.Locator("[data-mark]")).ToHaveTextAsync(["New device"]);
        await Expect(window.Page.Locator(".session", new() { Has = window.Page.Locator("[data-mark]") }))
            .ToContainTextAsync("iPhone");
    }

    [ChromiumFact]
    [Trait("Sec", "37")]
    public async Task What_the_server_found_unusual_is_marked()
    {
        await StartAsync(new() { Builder = static builder => builder.AddRiskEnricher() });
        await OpenElsewhereAsync(Device.Phone);
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        await OpenElsewhereAsync(Device.Linux, "192.0.2.44");
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        var window = await SignInAsync(new() { UserAgent = Device.Phone });
        await GoAsync(window);

        await Expect(window.Page.Locator("[data-mark]")).ToHaveTextAsync(["New device", "New country"]);
    }
}
