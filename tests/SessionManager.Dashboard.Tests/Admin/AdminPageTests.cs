using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Dashboard.Tests.Accessibility;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>The page in every look.</summary>
public sealed class AdminPageTests : AdminTest
{
    [ChromiumTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Every_view_and_dialog_has_no_violation_and_fits(bool isDark, bool isNarrow)
    {
        await StartAdminAsync();
        await OpenManyAsync(12);
        var window = await OpenAdminAsync((isNarrow ? WindowOptions.Narrow : new()) with { IsDark = isDark });
        var page = window.Page;
        foreach (var view in new[] { "sessions", "activity", "audit", "health" })
        {
            await GoToAsync(page, $"?view={view}");
            await Axe.AssertNoViolationAsync(page);
            Assert.False(
                await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"),
                $"The view {view} is wider than the window."
            );
        }

        await GoToAsync(page);
        await page.GetByLabel("Select all sessions on this page").CheckAsync();
        await Axe.AssertNoViolationAsync(page);
        await Named(page, "End 12 selected").ClickAsync();
        await Axe.AssertNoViolationAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Named(page, "Details of the session of user-5").ClickAsync();
        await Axe.AssertNoViolationAsync(page);
    }

    [ChromiumFact]
    public async Task It_reads_in_another_language_and_direction()
    {
        var culture = CultureInfo.GetCultureInfo("ar");
        await StartAdminAsync(
            new()
            {
                Pipeline = app =>
                {
                    app.UseRequestLocalization(options =>
                    {
                        options.DefaultRequestCulture = new(culture);
                        options.SupportedUICultures = [culture];
                    });
                    app.UseSessionManager();
                },
                After = static services =>
                    services.AddSessionDashboard(static options =>
                        options.Texts["ar"] = new Dictionary<string, string>
                        {
                            ["admin.title"] = "إدارة الجلسات",
                            ["admin.view.health"] = "الصحة",
                        }
                    ),
            }
        );
        await OpenManyAsync(3);
        var page = (await OpenAdminAsync()).Page;
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await Expect(page.Locator("h1")).ToHaveTextAsync("إدارة الجلسات");
        var (first, last) = (page.Locator(".tabs a").First, page.Locator(".tabs a").Last);
        Assert.True((await first.BoundingBoxAsync())!.X > (await last.BoundingBoxAsync())!.X);
        await Expect(last).ToHaveTextAsync("الصحة");
        await GoToAsync(page, "?view=activity");
        await Axe.AssertNoViolationAsync(page);
    }

    [ChromiumFact]
    public async Task Health_and_numbers_are_those_of_the_server()
    {
        await StartAdminAsync();
        await OpenManyAsync(4);
        var page = (await OpenAdminAsync(query: "?view=health")).Page;
        await Expect(page.Locator("[data-card=active] dd")).ToHaveTextAsync("5");
        await Expect(page.Locator("[data-card=users] dd")).ToHaveTextAsync("5");
        await Expect(page.Locator(".checks")).ToContainTextAsync("session_manager");
        await Expect(page.Locator(".checks .chip")).ToHaveTextAsync("Healthy");
        await Named(page, "Activity", Microsoft.Playwright.AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".view")).ToContainTextAsync("What this server has seen since");
    }

    [ChromiumTheory]
    [InlineData("nonsense")]
    [InlineData("constructor")]
    public async Task An_address_that_names_no_view_shows_the_sessions(string view)
    {
        await StartAdminAsync();
        var page = (await OpenAdminAsync(query: $"?view={view}")).Page;

        await Expect(page.Locator(".tabs a[aria-current=page]")).ToHaveTextAsync("Sessions");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task It_works_below_a_path_base_and_stores_nothing()
    {
        await StartAdminAsync(
            new()
            {
                Pipeline = static app =>
                {
                    app.UsePathBase("/portal");
                    app.UseRouting();
                    app.UseSessionManager();
                },
            }
        );
        await OpenManyAsync(2);
        var window = await SignInAsync(user: "root", role: "admin");
        await window.Page.GotoAsync($"/portal{AdminPath}");
        await Expect(Rows(window.Page)).ToHaveCountAsync(3);
        Assert.Equal(
            "0 0 ",
            await window.Page.EvaluateAsync<string>(
                "`${localStorage.length} ${sessionStorage.length} ${document.cookie}`"
            )
        );
    }
}
