using Microsoft.AspNetCore.Builder;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Sessions;

/// <summary>The sessions that are over: when, by whom and why.</summary>
[Trait("Req", "4.18")]
public sealed class HistoryTests : DashboardTest
{
    [ChromiumFact]
    public async Task Each_end_is_told_in_words_with_its_time()
    {
        await StartAsync();
        (string By, string Reason, string Words)[] ends =
        [
            ("alice", SessionEndReasons.UserLogout, "Logged out by you"),
            ("alice", SessionEndReasons.UserLogoutAll, "Logged out by you, with all others"),
            ("root", SessionEndReasons.UserLogout, "Ended by an administrator"),
            ("root", SessionEndReasons.AdminRevoked, "Ended by an administrator"),
            ("system", SessionEndReasons.SecurityEvent, "Ended for your security"),
            (
                "system",
                SessionEndReasons.MaxSessionsExceeded,
                "Ended by a newer sign-in: the limit of sessions was reached"
            ),
            (
                "alice",
                SessionEndReasons.CredentialChange,
                "Ended because your password or another credential was changed"
            ),
            (
                "root",
                SessionEndReasons.CredentialChange,
                "Ended because your password or another credential was changed (by an administrator)"
            ),
            ("system", SessionEndReasons.TokenReuse, "Ended for your security: a copy of this sign-in was used"),
            ("system", SessionEndReasons.TokenRotation, "Ended because all sign-ins were renewed"),
            ("system", "<b>left_the_company</b>", "Ended: <b>left the company</b>"),
        ];
        foreach (var (by, reason, _) in ends)
            await OpenEndedAsync(Device.Phone, "203.0.113.7", by, reason);
        var expiring = await OpenElsewhereAsync(Device.Tablet);
        Host.Time.Advance(TimeSpan.FromMinutes(45));
        var window = await SignInAsync();
        await window.Page.Clock.SetFixedTimeAsync(Host.Time.GetUtcNow().UtcDateTime);
        await window.Page.Context.RouteAsync(
            "**/api?**",
            async route =>
            {
                // The clock that the answers carry is the machine's, and the sessions live in the test's.
                var answer = await route.FetchAsync();
                var headers = answer.Headers.Where(static header => header.Key != "date").ToDictionary();
                await route.FulfillAsync(new() { Response = answer, Headers = headers });
            }
        );
        await GoAsync(window);

        Assert.Equal(
            SessionStatus.Expired,
            (await Host.Sessions.GetAsync(expiring.Id))!.StatusAt(Host.Time.GetUtcNow())
        );
        await Expect(window.Page.Locator("[data-part=history] .reason"))
            .ToHaveTextAsync(["Expired · 15m ago", .. ends.Reverse().Select(static end => $"{end.Words} · 45m ago")]);
        await Expect(window.Page.Locator(".alarming")).ToHaveCountAsync(1);
        await Expect(window.Page.Locator("[data-part=history] b")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task It_comes_page_by_page()
    {
        await StartAsync();
        for (var i = 0; i < 27; i++)
            await OpenEndedAsync(Device.Phone, "203.0.113.7", "alice", SessionEndReasons.UserLogout);
        var window = await SignInAsync();
        await GoAsync(window);
        var lines = window.Page.Locator("[data-part=history] .session");
        await Expect(lines).ToHaveCountAsync(20);

        await window.Page.Locator("[data-part=history]").GetByText("Show more").ClickAsync();

        await Expect(lines).ToHaveCountAsync(27);
        await Expect(lines.Nth(20)).ToBeFocusedAsync();
        await Expect(window.Page.Locator("[data-part=history]").GetByText("Show more")).ToBeHiddenAsync();
    }

    [ChromiumFact]
    public async Task Without_any_it_says_so()
    {
        await StartAsync();
        var window = await SignInAsync();
        await GoAsync(window);

        await Expect(window.Page.Locator("[data-part=history]"))
            .ToContainTextAsync("Sessions that end will be listed here.");
    }

    [ChromiumFact]
    public async Task A_host_may_leave_it_out()
    {
        await StartAsync(new() { Endpoints = static app => app.MapSessionDashboard(Path, o => o.ShowHistory = false) });
        var window = await SignInAsync();
        await GoAsync(window);

        await Expect(window.Page.Locator("[data-part=history]")).ToHaveCountAsync(0);
        Assert.Equal(1, Host.Storage.Calls(StorageOperation.Query));
    }
}
