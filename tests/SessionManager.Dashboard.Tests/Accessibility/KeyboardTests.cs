using Microsoft.Playwright;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Accessibility;

public sealed class KeyboardTests : DashboardTest
{
    [ChromiumFact]
    public async Task Everything_can_be_done_by_keyboard_alone()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Tablet);
        await OpenElsewhereAsync(Device.Phone);
        await OpenElsewhereAsync(Device.Linux);
        var window = await SignInAsync();
        await GoAsync(window);
        var keyboard = window.Page.Keyboard;

        // The order in which one meets things is the order in which they stand.
        List<string> met = [];
        for (var i = 0; i < 9; i++)
        {
            await keyboard.PressAsync("Tab");
            met.Add(
                await window.Page.EvaluateAsync<string>(
                    "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
                )
            );
        }

        Assert.Equal(
            [
                "Refresh",
                "Log out all others",
                "Rename Mac",
                "Rename Linux",
                "Log out Linux",
                "Rename iPhone",
                "Log out iPhone",
                "Rename iPad",
                "Log out iPad",
            ],
            met
        );

        // One ends, and the focus goes to the one beside it.
        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(3);
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Log out iPad" })).ToBeFocusedAsync();

        // The dialog keeps the focus within, and gives it back.
        await window.Page.Locator("[data-act=end-others]").FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(window.Page.GetByRole(AriaRole.Alertdialog)).ToBeVisibleAsync();
        for (var i = 0; i < 6; i++)
        {
            await keyboard.PressAsync("Tab");
            Assert.DoesNotContain(
                await window.Page.EvaluateAsync<string>("() => document.activeElement.dataset.act ?? ''"),
                new[] { "end", "rename", "refresh", "end-others" }
            );
        }

        await keyboard.PressAsync("Escape");
        await Expect(window.Page.Locator("[data-act=end-others]")).ToBeFocusedAsync();
        await keyboard.PressAsync("Space");
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task What_has_the_focus_shows_it()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        await GoAsync(window);
        for (var i = 0; i < 5; i++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            var outline = await window.Page.EvaluateAsync<string>(
                "() => { const s = getComputedStyle(document.activeElement); return `${s.outlineStyle} ${parseFloat(s.outlineWidth) >= 2}`; }"
            );
            Assert.Equal("solid true", outline);
        }
    }
}
