using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Sessions;

/// <summary>Logging out one session, and all others.</summary>
[Trait("Req", "1.30")]
[Trait("Req", "1.31")]
[Trait("Req", "1.32")]
[Trait("Req", "1.33")]
public sealed class EndingTests : DashboardTest
{
    [ChromiumFact]
    [Trait("Req", "1.34")]
    [Trait("Sec", "18")]
    public async Task One_browser_logs_out_another_which_is_out_at_its_next_step()
    {
        await StartAsync();
        var mac = await SignInAsync();
        var windows = await SignInAsync(new() { UserAgent = Device.Windows });
        await GoAsync(mac);
        await GoAsync(windows);
        windows.Expect(401);

        await mac.Page.GetByRole(AriaRole.Button, new() { Name = "Log out Windows" }).ClickAsync();

        await Expect(mac.Page.Locator(".toast")).ToHaveTextAsync("Windows was logged out.");
        await Expect(mac.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
        await Expect(mac.Page.Locator("[data-part=history] .session")).ToContainTextAsync("Logged out by you");
        await Expect(mac.Page.Locator("[data-act=end-others]")).ToBeDisabledAsync();

        await windows.Page.Locator("[data-act=refresh]").ClickAsync();
        await Expect(windows.Page.Locator("[data-state=signed-out]")).ToContainTextAsync("You are signed out");
        await Expect(windows.Page.Locator("h1")).ToBeFocusedAsync();
        await Expect(windows.Page.GetByText("Mac")).ToHaveCountAsync(0);
        var reopened = await windows.Page.GotoAsync(Path);
        Assert.Equal(401, reopened!.Status);

        await mac.Page.Locator("[data-act=refresh]").ClickAsync();
        await Expect(mac.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task A_page_that_comes_back_into_view_sees_that_its_session_ended()
    {
        await StartAsync(
            new() { Endpoints = static app => app.MapSessionDashboard(Path, o => o.SignInPath = "/enter") }
        );
        var window = await SignInAsync();
        await window.Page.Clock.InstallAsync();
        await GoAsync(window);
        window.Expect(401);
        await Host.Sessions.TerminateAllAsync("alice", "root", SessionEndReasons.AdminRevoked);
        await window.Page.Clock.FastForwardAsync(TimeSpan.FromMinutes(1).Milliseconds());

        await window.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

        await Expect(window.Page.Locator("[data-state=signed-out]")).ToBeVisibleAsync();
        var signIn = window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" });
        await Expect(signIn).ToHaveAttributeAsync("href", "/enter?returnUrl=%2Faccount%2Fsessions");
    }

    [ChromiumFact]
    public async Task The_host_may_choose_where_a_signed_out_browser_goes()
    {
        await StartAsync(
            new() { Endpoints = static app => app.MapSessionDashboard(Path, o => o.SignedOutPath = "/anonymous") }
        );
        var window = await SignInAsync();
        await GoAsync(window);
        window.Expect(401);
        await Host.Sessions.TerminateAllAsync("alice", "root", SessionEndReasons.AdminRevoked);

        await window.Page.Locator("[data-act=refresh]").ClickAsync();

        await ArriveAsync(window, "/anonymous");
    }

    [ChromiumFact]
    public async Task When_a_log_out_fails_the_row_stays_and_a_message_does_too()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        await window.Page.Clock.InstallAsync();
        await GoAsync(window);
        window.Expect(503);
        using (Host.Storage.Fail(StorageOperation.Terminate))
        {
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log out iPhone" }).ClickAsync();
            await Expect(window.Page.Locator("[role=alert] .toast")).ToContainTextAsync("cannot be reached");
        }

        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(2);
        await window.Page.Clock.FastForwardAsync(TimeSpan.FromMinutes(1).Milliseconds());
        await Expect(window.Page.Locator("[role=alert] .toast")).ToHaveCountAsync(1);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(window.Page.Locator(".toast")).ToHaveCountAsync(0);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log out iPhone" }).ClickAsync();
        await Expect(window.Page.Locator("[role=status] .toast")).ToHaveTextAsync("iPhone was logged out.");
        await window.Page.Clock.FastForwardAsync(TimeSpan.FromSeconds(10).Milliseconds());
        await Expect(window.Page.Locator(".toast")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task A_refresh_under_way_does_not_bring_back_what_was_logged_out()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        await GoAsync(window);
        using var late = Host.Storage.Hold(StorageOperation.Query, StorageMoment.After, times: 2);
        await window.Page.Locator("[data-act=refresh]").ClickAsync();
        // The list and the history, both: what comes later is not held.
        await Host.UntilAsync(() => new(late.Hits == 2));

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log out iPhone" }).ClickAsync();
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
        await Expect(window.Page.Locator("[data-part=history] .session")).ToHaveCountAsync(1);
        var answered = window.Page.WaitForResponseAsync(static answer =>
            answer.Url.Contains("status=ended", StringComparison.Ordinal)
        );
        late.Release();
        await (await answered).FinishedAsync();

        await Expect(window.Page.Locator("[data-part=history] .session")).ToHaveCountAsync(1);
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
        await Expect(window.Page.Locator("[data-act=refresh][aria-busy]")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task A_session_that_ended_elsewhere_meanwhile_is_gone_all_the_same()
    {
        await StartAsync();
        var phone = await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        await GoAsync(window);
        await Host.Sessions.TerminateAsync(phone.Id, "alice", SessionEndReasons.UserLogout);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log out iPhone" }).ClickAsync();

        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
        await Expect(window.Page.Locator("[role=status] .toast")).ToHaveTextAsync("iPhone was logged out.");
    }

    [ChromiumFact]
    [Trait("Req", "1.34")]
    public async Task All_others_end_once_it_is_confirmed_and_not_before()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone);
        await OpenElsewhereAsync(Device.Tablet);
        await OpenElsewhereAsync(Device.Linux, user: "bob");
        var window = await SignInAsync();
        await GoAsync(window);
        var others = window.Page.Locator("[data-act=end-others]");
        var dialog = window.Page.GetByRole(AriaRole.Alertdialog);

        await others.ClickAsync();
        await Expect(dialog).ToContainTextAsync("2 other sessions will end at once. You stay signed in here.");
        await Expect(dialog.GetByText("Cancel")).ToBeFocusedAsync();
        await dialog.GetByText("Cancel").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(others).ToBeFocusedAsync();

        await others.ClickAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);

        await others.ClickAsync();
        await window.Page.Mouse.ClickAsync(5, 5);
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(0, Host.Storage.Calls(StorageOperation.TerminateAll));

        await others.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Log out all others" }).ClickAsync();
        await Expect(window.Page.Locator(".toast")).ToHaveTextAsync("2 other sessions were logged out.");
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
        await Expect(others).ToBeDisabledAsync();
        await Expect(window.Page.Locator("[data-part=active] h2")).ToBeFocusedAsync();
        Assert.Equal(2, (await Host.Sessions.GetStatisticsAsync()).Live);
    }

    [ChromiumFact]
    public async Task With_no_other_session_there_is_nothing_to_log_out()
    {
        await StartAsync();
        var window = await SignInAsync();
        await GoAsync(window);

        await Expect(window.Page.Locator("[data-act=end-others]")).ToBeDisabledAsync();
        await Expect(window.Page.GetByText("You are not signed in anywhere else.")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task When_the_others_cannot_be_ended_all_stay_and_it_says_why()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        await GoAsync(window);
        window.Expect(503);
        using var failing = Host.Storage.Fail(StorageOperation.TerminateAll);

        await window.Page.Locator("[data-act=end-others]").ClickAsync();
        await window.Page.GetByRole(AriaRole.Alertdialog).GetByText("Log out all others").ClickAsync();

        await Expect(window.Page.Locator("[role=alert] .toast")).ToContainTextAsync("cannot be reached");
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(2);
        await Expect(window.Page.Locator("[data-act=end-others]")).ToBeEnabledAsync();
    }

    [ChromiumFact]
    public async Task Who_signed_in_too_long_ago_is_asked_to_sign_in_again()
    {
        await StartAsync(
            new()
            {
                Endpoints = static app =>
                    app.MapSessionDashboard(Path, o => o.SignInPath = "/enter")
                        .RequireFreshSession(TimeSpan.FromMinutes(10)),
            }
        );
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        await GoAsync(window);
        window.Expect(401);
        Host.Time.Advance(TimeSpan.FromMinutes(11));

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log out iPhone" }).ClickAsync();

        await Expect(window.Page.Locator("[role=alert] .toast")).ToContainTextAsync("Sign in again to do this");
        await Expect(window.Page.Locator(".toast a"))
            .ToHaveAttributeAsync("href", "/enter?returnUrl=%2Faccount%2Fsessions");
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(2);
    }

    [ChromiumFact]
    [Trait("Sec", "21")]
    public async Task An_admin_too_sees_and_ends_their_own_only()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone, user: "bob");
        await OpenElsewhereAsync(Device.Tablet, user: "root");
        var window = await SignInAsync(user: "root", role: "admin");
        await GoAsync(window);
        await Expect(window.Page.Locator("[data-part=list] h3")).ToHaveTextAsync(["Mac", "iPad"]);

        await window.Page.Locator("[data-act=end-others]").ClickAsync();
        await window.Page.GetByRole(AriaRole.Alertdialog).GetByText("Log out all others").ClickAsync();

        await Expect(window.Page.Locator(".toast")).ToHaveTextAsync("One other session was logged out.");
        Assert.Equal(2, (await Host.Sessions.GetStatisticsAsync()).Live);
    }
}
