using Microsoft.Playwright;
using SessionManager.AspNetCore.Tests.Samples;
using SessionManager.Dashboard.Tests.Accessibility;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Samples;

/// <summary>The sample as its readers use it: a process of its own, on SQLite, in two browsers.</summary>
public sealed class WebAppTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [ChromiumFact]
    [Trait("Req", "1.34")]
    public async Task Two_browsers_sign_in_and_one_ends_the_other()
    {
        await using var sample = await StartSampleAsync();
        var browser = await SharedChromium.GetAsync();
        await using var desk = await BrowserWindow.OpenAsync(browser, sample.Address, new());
        await using var phone = await BrowserWindow.OpenAsync(browser, sample.Address, WindowOptions.Narrow);
        desk.Expect(401);
        phone.Expect(401);

        await SignInAsync(desk, "wrong");
        await Assertions
            .Expect(desk.Page.GetByRole(AriaRole.Alert))
            .ToHaveTextAsync("The user or the password is wrong.");
        await Axe.AssertNoViolationAsync(desk.Page);
        await SignInAsync(desk, "demo");
        await SignInAsync(phone, "demo");
        await Assertions.Expect(desk.Page).ToHaveURLAsync(new Uri(sample.Address, "/account/sessions").ToString());

        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Rename Mac" }).ClickAsync();
        await phone.Page.Keyboard.TypeAsync("Desk");
        await phone.Page.Keyboard.PressAsync("Enter");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Log out Desk" }).ClickAsync();
        await Assertions
            .Expect(phone.Page.Locator("[role=status] .toast").Last)
            .ToHaveTextAsync("Desk was logged out.");
        await Assertions
            .Expect(phone.Page.Locator("[data-part=history] .session"))
            .ToContainTextAsync("Logged out by you");

        await desk.Page.ReloadAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task An_admin_sees_everybody_and_a_user_finds_no_such_page()
    {
        await using var sample = await StartSampleAsync();
        var browser = await SharedChromium.GetAsync();
        await using var user = await BrowserWindow.OpenAsync(browser, sample.Address, new());
        await using var admin = await BrowserWindow.OpenAsync(browser, sample.Address, new());
        user.Expect(404);
        await SignInAsync(user, "demo");
        await Assertions.Expect(user.Page).ToHaveURLAsync(new Uri(sample.Address, "/account/sessions").ToString());
        await user.Page.GotoAsync("/admin/sessions");
        await Assertions.Expect(user.Page.Locator("h1")).ToHaveTextAsync("Page not found");

        await SignInAsync(admin, "demo", "admin");
        await Assertions.Expect(admin.Page).ToHaveURLAsync(new Uri(sample.Address, "/account/sessions").ToString());
        await admin.Page.GotoAsync("/admin/sessions");
        await Assertions.Expect(admin.Page.Locator(".rows tbody tr")).ToHaveCountAsync(2);
        await admin.Page.GotoAsync("/admin/sessions?view=audit");
        await Assertions.Expect(admin.Page.Locator(".rows tbody tr").First).ToContainTextAsync("Signed in");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<SampleProcess> StartSampleAsync() =>
        SampleProcess.StartAsync(
            "WebApp",
            "Development",
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:Sqlite",
                $"Data Source={Path.Combine(_folder.FullName, "web.db")}",
                "--Mail",
                _folder.FullName,
            ]
        );

    private static async Task SignInAsync(BrowserWindow window, string password, string user = "alice")
    {
        await window.Page.GotoAsync("/");
        await window.Page.GetByLabel("User").FillAsync(user);
        await window.Page.GetByLabel("Password").FillAsync(password);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
