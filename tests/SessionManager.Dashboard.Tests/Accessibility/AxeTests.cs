using Microsoft.AspNetCore.Builder;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Accessibility;

/// <summary>WCAG 2.2 AA as far as a program can judge it, in every state and every look of the page.</summary>
public sealed class AxeTests : DashboardTest
{
    [ChromiumTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_page_and_its_dialogs_have_no_violation(bool isDark, bool isNarrow)
    {
        await StartAsync();
        await FillAsync();
        var window = await SignInAsync((isNarrow ? WindowOptions.Narrow : new()) with { IsDark = isDark });
        await GoAsync(window);
        await Axe.AssertNoViolationAsync(window.Page);

        await window.Page.Locator("[data-act=end-others]").ClickAsync();
        await Axe.AssertNoViolationAsync(window.Page);
        await window.Page.Keyboard.PressAsync("Escape");

        await window.Page.Locator("[data-act=rename]").First.ClickAsync();
        await Axe.AssertNoViolationAsync(window.Page);
        await window.Page.Keyboard.PressAsync("Escape");

        await window.Page.Locator("[data-act=end]").First.ClickAsync();
        await Expect(window.Page.Locator(".toast")).ToBeVisibleAsync();
        await Axe.AssertNoViolationAsync(window.Page);
    }

    [ChromiumTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nor_do_failures_and_the_end_of_the_session(bool isDark)
    {
        await StartAsync(
            new() { Endpoints = static app => app.MapSessionDashboard(Path, o => o.SignInPath = "/enter") }
        );
        var window = await SignInAsync(new() { IsDark = isDark });
        window.Expect(401, 503);
        using (var held = Host.Storage.Hold(StorageOperation.Query))
        {
            await window.Page.GotoAsync(Path);
            await Expect(window.Page.Locator("[data-state=loading]")).ToBeVisibleAsync();
            await Axe.AssertNoViolationAsync(window.Page);
        }

        using (Host.Storage.Fail(StorageOperation.Query))
        {
            await window.Page.ReloadAsync();
            await Expect(window.Page.Locator("[data-state=error]")).ToBeVisibleAsync();
            await Axe.AssertNoViolationAsync(window.Page);
        }

        await Host.Sessions.TerminateAllAsync("alice", "root", SessionEndReasons.AdminRevoked);
        await window.Page.Locator("[data-act=refresh]").ClickAsync();
        await Expect(window.Page.Locator("[data-state=signed-out]")).ToBeVisibleAsync();
        await Axe.AssertNoViolationAsync(window.Page);
    }

    /// <summary>A check that finds nothing proves little until it has been seen to find something.</summary>
    [ChromiumFact]
    public async Task A_violation_is_found()
    {
        await StartAsync();
        var window = await SignInAsync();
        await GoAsync(window);
        await window.Page.EvaluateAsync("document.querySelector('[data-act=rename]').removeAttribute('aria-label')");
        await window.Page.EvaluateAsync("document.querySelector('[data-act=rename]').removeAttribute('title')");

        var found = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() =>
            Axe.AssertNoViolationAsync(window.Page)
        );

        Assert.Contains("button-name", found.Message, StringComparison.Ordinal);
    }

    [ChromiumTheory]
    [InlineData(320, 1)]
    [InlineData(640, 2)]
    public async Task Nothing_is_cut_off_when_it_is_narrow_or_enlarged(int width, float scale)
    {
        await StartAsync();
        await FillAsync();
        var phone = (await OpenElsewhereAsync(Device.Phone, "2001:db8:85a3:8d3:1319:8a2e:370:7348")).Id;
        await Host.Sessions.RenameAsync(phone, new string('W', 60));
        var window = await SignInAsync(
            new()
            {
                Width = width,
                Height = 800,
                Scale = scale,
            }
        );
        await GoAsync(window);

        Assert.Equal(
            0,
            await window.Page.EvaluateAsync<int>(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        );
        var outside = await window.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("h1, h2, h3, p, button, .chip, .facts > span")]
              .filter(n => n.offsetParent && !n.matches(".facts > span"))
              .filter(n => { const r = n.getBoundingClientRect(); return r.left < -20 || r.right > innerWidth + 1; })
              .map(n => n.textContent)
            """
        );
        Assert.Empty(outside);
    }

    [ChromiumFact]
    public async Task What_is_touched_is_large_enough()
    {
        await StartAsync();
        await FillAsync();
        var window = await SignInAsync(WindowOptions.Narrow);
        await GoAsync(window);
        await window.Page.Locator("[data-act=end]").First.ClickAsync();
        await Expect(window.Page.Locator(".toast")).ToBeVisibleAsync();

        var small = await window.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("button, a, input")]
              .filter(n => n.offsetParent !== null)
              .filter(n => { const r = n.getBoundingClientRect(); return r.width < 44 || r.height < 44; })
              .map(n => n.outerHTML)
            """
        );
        Assert.Empty(small);
    }
}
