using Microsoft.Playwright;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>Finding sessions.</summary>
public sealed class SessionListTests : AdminTest
{
    [ChromiumFact]
    public async Task Filters_stand_in_the_address_and_a_link_shows_the_same()
    {
        await StartAdminAsync();
        await OpenManyAsync(20);
        var window = await OpenAdminAsync();
        var page = window.Page;
        await page.GetByLabel("User id").FillAsync("user-7");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await page.GetByLabel("Device", new() { Exact = true }).SelectOptionAsync("phone");
        await Expect(page.Locator(".nothing, .rows tr[data-id]")).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("user=user-7&device=phone$"));
        await page.ReloadAsync();
        await Expect(page.GetByLabel("User id")).ToHaveValueAsync("user-7");
        await Expect(page.GetByLabel("Device", new() { Exact = true })).ToHaveValueAsync("phone");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Named(page, "Clear filters").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(21);
    }

    [ChromiumFact]
    public async Task Typing_asks_once_and_the_back_button_goes_back()
    {
        await StartAdminAsync();
        await OpenManyAsync(5);
        var window = await SignInAsync(user: "root", role: "admin");
        var page = window.Page;
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await page.Clock.InstallAsync(new() { TimeDate = now.AddHours(-1) });
        await page.Clock.PauseAtAsync(now);
        await GoToAsync(page);
        var asked = 0;
        page.Request += (_, request) =>
            asked += request.Url.Contains("/api/sessions", StringComparison.Ordinal) ? 1 : 0;
        // A key each 20 ms of the page's time, however long it takes to press one.
        foreach (var key in "user-3")
        {
            await page.GetByLabel("User id").PressSequentiallyAsync(key.ToString());
            await page.Clock.RunForAsync(20);
        }

        await page.Clock.RunForAsync(1000);
        await Expect(Rows(page)).ToHaveCountAsync(1);
        Assert.Equal(1, asked);

        await Named(page, "Activity", AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".chart")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("User id")).ToHaveValueAsync("user-3");
    }

    [ChromiumFact]
    public async Task Pages_are_turned_both_ways()
    {
        await StartAdminAsync();
        await OpenManyAsync(119);
        var window = await OpenAdminAsync();
        var page = window.Page;
        var first = await Rows(page).First.GetAttributeAsync("data-id");
        await Expect(Named(page, "Previous")).ToBeDisabledAsync();
        await Named(page, "Next").ClickAsync();
        await Expect(Rows(page).First).Not.ToHaveAttributeAsync("data-id", first!);
        await Named(page, "Next").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(20);
        await Expect(Named(page, "Next")).ToBeDisabledAsync();
        await Named(page, "Previous").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(50);
        await Named(page, "Previous").ClickAsync();
        await Expect(Rows(page).First).ToHaveAttributeAsync("data-id", first!);
    }

    [ChromiumFact]
    public async Task What_a_client_says_of_itself_is_shown_as_text()
    {
        const string hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        await StartAdminAsync();
        var created = await Host.Sessions.CreateAsync(
            new(hostile)
            {
                UserName = hostile,
                UserAgent = hostile,
                IpAddress = "203.0.113.7",
            }
        );
        Assert.True(created.Succeeded);
        var window = await OpenAdminAsync();
        var row = Rows(window.Page).Filter(new() { HasText = "<img src=x" });
        await Expect(row).ToHaveCountAsync(1);
        await row.GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(Dialog(window.Page)).ToContainTextAsync("<script>alert(2)</script>");
        Assert.Equal(0, await window.Page.Locator("#page img, #page script").CountAsync());
    }

    [ChromiumFact]
    public async Task A_failing_storage_is_said_in_place_and_can_be_asked_again()
    {
        await StartAdminAsync();
        await OpenManyAsync(3);
        var window = await OpenAdminAsync();
        window.Expect(503);
        using (Host.Storage.Fail(StorageOperation.Query))
        {
            await Named(window.Page, "Refresh").ClickAsync();
            await Expect(window.Page.Locator(".notice")).ToContainTextAsync("cannot be reached");
        }

        await Named(window.Page, "Try again").ClickAsync();
        await Expect(Rows(window.Page)).ToHaveCountAsync(4);
        await Expect(window.Page.Locator(".notice")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task An_admin_whose_session_has_ended_sees_nothing_any_more()
    {
        await StartAdminAsync();
        await OpenManyAsync(3);
        var window = await OpenAdminAsync();
        window.Expect(401);
        await Host.Sessions.TerminateAllAsync("root", "chief", SessionEndReasons.AdminRevoked);
        await Named(window.Page, "Refresh").ClickAsync();
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("You are signed out");
        await Expect(Rows(window.Page)).ToHaveCountAsync(0);
    }

    [ChromiumTheory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public async Task Very_many_sessions_stay_usable(int count)
    {
        await StartAdminAsync();
        await OpenManyAsync(count);
        var window = await OpenAdminAsync();
        var page = window.Page;
        await Expect(Rows(page)).ToHaveCountAsync(50);
        await Expect(page.Locator("[data-card=active] dd")).ToHaveTextAsync((count + 1).ToString("N0"));
        Assert.InRange(await page.EvaluateAsync<int>("document.querySelectorAll('*').length"), 100, 3500);

        // The quickest of some: any one may meet a moment in which the machine does something else.
        var took = new List<TimeSpan>();
        foreach (var user in new[] { count / 4, count / 2, count * 3 / 4 })
        {
            var started = TimeProvider.System.GetTimestamp();
            await page.GetByLabel("User id").FillAsync($"user-{user}");
            await Expect(Rows(page)).ToHaveCountAsync(1);
            await Expect(Rows(page)).ToContainTextAsync($"user-{user}");
            took.Add(TimeProvider.System.GetElapsedTime(started));
        }

        Assert.InRange(took.Min(), TimeSpan.Zero, TimeSpan.FromSeconds(5));

        await Named(page, "Clear filters").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(50);
        await Named(page, "Next").ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("after="));
        await SettledAsync(page);
        await Expect(Rows(page)).ToHaveCountAsync(50);
        Assert.InRange(await page.EvaluateAsync<int>("document.querySelectorAll('*').length"), 100, 3500);
    }
}
