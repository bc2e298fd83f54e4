using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>Ending sessions from the page.</summary>
[Trait("Sec", "20")]
public sealed class EndingTests : AdminTest
{
    [ChromiumFact]
    public async Task One_session_ends_once_it_is_confirmed()
    {
        await StartAdminAsync();
        await OpenManyAsync(3);
        var page = (await OpenAdminAsync()).Page;
        var end = Named(page, "End the session of user-1");
        await end.ClickAsync();
        await Expect(Dialog(page)).ToContainTextAsync("user-1");
        await page.Keyboard.PressAsync("Escape");
        await Expect(end).ToBeFocusedAsync();
        await end.ClickAsync();
        await Named(page, "Cancel").ClickAsync();
        Assert.Equal(4, await CountLiveAsync());

        await end.ClickAsync();
        await ConfirmAsync(page);
        Assert.Contains("1 session was ended.", await OutcomeAsync(page), StringComparison.Ordinal);
        await Named(page, "Close").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(3);
        Assert.Equal(3, await CountLiveAsync());
    }

    [ChromiumFact]
    public async Task Chosen_sessions_end_together_and_ones_own_cannot_be_chosen()
    {
        await StartAdminAsync();
        await OpenManyAsync(60);
        var page = (await OpenAdminAsync()).Page;
        await Expect(page.Locator("tr.current input")).ToBeDisabledAsync();
        await Expect(page.Locator("tr.current").GetByText("End", new() { Exact = true })).ToHaveCountAsync(0);
        await page.GetByLabel("Select all sessions on this page").CheckAsync();
        await Named(page, "End 49 selected").ClickAsync();
        await Expect(Dialog(page)).ToContainTextAsync("End 49 sessions?");
        await Expect(Dialog(page)).ToContainTextAsync("and 44 more");
        await ConfirmAsync(page);
        Assert.Contains("49 sessions were ended.", await OutcomeAsync(page), StringComparison.Ordinal);
        Assert.Equal(12, await CountLiveAsync());
        await Named(page, "Close").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(12);
        await Expect(page.Locator("[data-card=kept] dd")).ToHaveTextAsync("49");
    }

    [ChromiumFact]
    public async Task All_of_a_user_end()
    {
        await StartAdminAsync();
        await OpenSessionAsync(1, "bob");
        await OpenSessionAsync(2, "bob");
        await OpenSessionAsync(3, "carol");
        var page = (await OpenAdminAsync()).Page;
        await Named(page, "bob", AriaRole.Link).First.ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Named(page, "End all of bob").ClickAsync();
        await Expect(Dialog(page)).ToContainTextAsync("bob");
        await ConfirmAsync(page);
        Assert.Contains("2 sessions were ended.", await OutcomeAsync(page), StringComparison.Ordinal);
        await Named(page, "Close").ClickAsync();
        await Expect(Rows(page).First).ToContainTextAsync("Ended by an administrator");
        Assert.Equal(2, await CountLiveAsync());
    }

    [ChromiumFact]
    public async Task Everyones_sessions_end_only_for_who_types_the_word()
    {
        await StartAdminAsync();
        await OpenManyAsync(10_000);
        var page = (await OpenAdminAsync()).Page;
        // The question says how many once the page knows it.
        await Expect(page.Locator("[data-card=active] dd")).ToHaveTextAsync("10,001");
        await Named(page, "End everyone’s sessions…").ClickAsync();
        await Expect(Dialog(page)).ToContainTextAsync("10,000 sessions end");
        var go = Dialog(page).Locator("button[type=submit]");
        await Expect(go).ToBeDisabledAsync();
        await page.Keyboard.TypeAsync("end all");
        await Expect(go).ToBeDisabledAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(10_001, await CountLiveAsync());
        await Dialog(page).GetByRole(AriaRole.Textbox).FillAsync("END ALL");
        await go.ClickAsync();
        var outcome = await OutcomeAsync(page);
        Assert.Contains("Done.", outcome, StringComparison.Ordinal);
        Assert.Contains("10,000 sessions were ended.", outcome, StringComparison.Ordinal);
        Assert.Equal(1, await CountLiveAsync());
        await Named(page, "Close").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task Long_work_shows_how_far_it_is_and_can_be_stopped()
    {
        var ending = new HeldEnding(users: 20);
        await StartAdminAsync(ending.Setup);
        await OpenManyAsync(100);
        ending.Hold(Host.Storage);
        var page = (await OpenAdminAsync()).Page;
        await Named(page, "End everyone’s sessions…").ClickAsync();
        await page.Keyboard.TypeAsync("END ALL");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Dialog(page).GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await Expect(Dialog(page)).ToContainTextAsync(new Regex("[1-9][0-9]? of 100 ended"));
        await Named(page, "Stop").ClickAsync();
        Assert.Contains("Stopped.", await OutcomeAsync(page), StringComparison.Ordinal);
        await Named(page, "Close").ClickAsync();
        await ending.LeftAsync();
        Assert.Equal(101 - 21, await CountLiveAsync());
    }

    [ChromiumFact]
    public async Task Everything_can_be_done_by_keyboard()
    {
        await StartAdminAsync();
        await OpenManyAsync(2);
        var page = (await OpenAdminAsync()).Page;
        await TabToAsync(page, "User id");
        await page.Keyboard.TypeAsync("user-1");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await TabToAsync(page, "Select the session of user-1 on Windows");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "End the session of user-1");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Named(page, "Cancel")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Named(page, "Close")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Dialog(page)).ToHaveCountAsync(0);
        Assert.NotEqual("BODY", await page.EvaluateAsync<string>("document.activeElement.tagName"));
        Assert.Equal(2, await CountLiveAsync());
    }

    /// <summary>Moves on by the Tab key until the focus is on what has this name.</summary>
    private static async Task TabToAsync(IPage page, string name)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            var found = await page.EvaluateAsync<string>(
                "(e => e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent)(document.activeElement)"
            );
            if (found.Trim() == name)
                return;
        }

        Assert.Fail($"The Tab key does not reach '{name}'.");
    }
}
