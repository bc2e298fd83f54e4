using SessionManager.Dashboard.Tests.Accessibility;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests;

public sealed class PageTests : DashboardTest
{
    [ChromiumFact]
    public async Task The_page_opens_for_who_is_signed_in()
    {
        await StartAsync();
        var window = await SignInAsync();
        await window.Page.GotoAsync(Path);
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Active sessions");
        await Axe.AssertNoViolationAsync(window.Page);
    }
}
