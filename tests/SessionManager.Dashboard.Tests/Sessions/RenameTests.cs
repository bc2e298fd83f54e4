using Microsoft.Playwright;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Sessions;

[Trait("Req", "4.22")]
public sealed class RenameTests : DashboardTest
{
    private const string Hostile = "<img src=x onerror=alert(1)> {name} \"';--";

    [ChromiumFact]
    public async Task A_device_gets_a_name_that_other_browsers_see_and_gets_its_own_back()
    {
        await StartAsync();
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        var other = await SignInAsync(new() { UserAgent = Device.Windows });
        await GoAsync(window);
        var dialog = window.Page.GetByRole(AriaRole.Dialog);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Rename iPhone" }).ClickAsync();
        await Expect(dialog.GetByLabel("New name for “iPhone”")).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("Work phone");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator(".toast")).ToHaveTextAsync("The new name was saved.");
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Rename Work phone" })).ToBeFocusedAsync();

        await GoAsync(other);
        await Expect(other.Page.GetByRole(AriaRole.Heading, new() { Name = "Work phone" })).ToBeVisibleAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Rename Work phone" }).ClickAsync();
        await other.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync(" ");
        await other.Page.GetByText("Save").ClickAsync();
        await Expect(other.Page.GetByRole(AriaRole.Heading, new() { Name = "iPhone" })).ToBeVisibleAsync();
    }

    [ChromiumFact]
    [Trait("Sec", "34")]
    public async Task Hostile_text_is_shown_as_text()
    {
        await StartAsync();
        var window = await SignInAsync();
        await GoAsync(window);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Rename Mac" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Textbox).FillAsync(Hostile);
        await window.Page.GetByText("Save").ClickAsync();

        await Expect(window.Page.Locator("[data-part=list] h3")).ToHaveTextAsync(Hostile);
        await window.Page.ReloadAsync();
        await Expect(window.Page.Locator("[data-part=list] h3")).ToHaveTextAsync(Hostile);
        await Expect(window.Page.Locator("img")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    [Trait("Sec", "34")]
    public async Task A_name_that_is_refused_can_be_put_right()
    {
        await StartAsync();
        var window = await SignInAsync();
        await GoAsync(window);
        window.Expect(422);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Rename Mac" }).ClickAsync();
        var box = window.Page.GetByRole(AriaRole.Textbox);
        await box.FillAsync("turned \u202e round");
        await window.Page.GetByText("Save").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert))
            .ToContainTextAsync("must not contain control");
        await Expect(box).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(box).ToBeFocusedAsync();

        await box.FillAsync("Home");
        await Expect(box).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("[data-part=list] h3")).ToHaveTextAsync("Home");
    }

    [ChromiumFact]
    public async Task Escape_and_a_failure_leave_the_name_as_it_was()
    {
        await StartAsync();
        var window = await SignInAsync();
        await GoAsync(window);
        window.Expect(503);
        var button = window.Page.GetByRole(AriaRole.Button, new() { Name = "Rename Mac" });

        await button.ClickAsync();
        await window.Page.Keyboard.TypeAsync("Other");
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(button).ToBeFocusedAsync();
        Assert.Equal(0, Host.Storage.Calls(StorageOperation.Replace));

        using var failing = Host.Storage.Fail(StorageOperation.Replace);
        await button.ClickAsync();
        await window.Page.Keyboard.TypeAsync("Other");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("[role=alert] .toast")).ToContainTextAsync("cannot be reached");
        await Expect(window.Page.Locator("[data-part=list] h3")).ToHaveTextAsync("Mac");
    }
}
