using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Pages;

/// <summary>What a page may and may not do in a browser.</summary>
public sealed class SafetyTests : DashboardTest
{
    [ChromiumFact]
    [Trait("Req", "0.29")]
    public async Task Nothing_is_kept_in_the_browser_and_no_script_sees_the_cookie()
    {
        await StartAsync();
        await FillAsync();
        var window = await SignInAsync();
        await GoAsync(window);
        await window.Page.Locator("[data-act=end]").First.ClickAsync();
        await Expect(window.Page.Locator(".toast")).ToBeVisibleAsync();

        var kept = await window.Page.EvaluateAsync<string>(
            """
            async () => [
              localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
              (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length, document.cookie,
            ].join()
            """
        );
        Assert.Equal("0,0,0,0,0,", kept);
        Assert.Equal(["__Host-session"], (await window.Context.CookiesAsync()).Select(static cookie => cookie.Name));
    }

    [ChromiumTheory]
    [InlineData(
        "const s = document.createElement('script'); s.src = 'https://192.0.2.1/x.js'; document.head.append(s)"
    )]
    [InlineData("const s = document.createElement('style'); s.textContent = 'p{}'; document.head.append(s)")]
    [InlineData("document.body.setAttribute('style', 'color: red')")]
    [InlineData("const i = new Image(); i.src = 'https://192.0.2.1/x.png'; document.body.append(i)")]
    [InlineData("fetch('https://192.0.2.1/').catch(() => {})")]
    [InlineData("document.body.insertAdjacentHTML('beforeend', '<b>x</b>')")]
    public async Task What_the_policy_forbids_fails_a_test(string script)
    {
        await StartAsync();
        var window = await BrowserWindow.OpenAsync(await SharedChromium.GetAsync(), Host.Address, new());
        await window.Context.APIRequest.PostAsync("/login?user=alice");
        await GoAsync(window);

        await window.Page.EvaluateAsync($"() => {{ try {{ {script} }} catch {{}} }}");
        await window.ComplainedAsync();

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await window.DisposeAsync());
    }

    [ChromiumFact]
    public async Task No_other_page_can_frame_it()
    {
        await StartAsync(
            new()
            {
                Endpoints = static app =>
                {
                    app.MapSessionDashboard(Path);
                    app.MapGet(
                        "/frame",
                        static () =>
                            Microsoft.AspNetCore.Http.Results.Content($"<iframe src='{Path}'></iframe>", "text/html")
                    );
                },
            }
        );
        var window = await BrowserWindow.OpenAsync(await SharedChromium.GetAsync(), Host.Address, new());
        await window.Context.APIRequest.PostAsync("/login?user=alice");
        await window.Page.GotoAsync("/frame");

        await window.ComplainedAsync();
        await Expect(window.Page.FrameLocator("iframe").Locator("h1")).Not.ToHaveTextAsync("Active sessions");
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await window.DisposeAsync());
    }

    [ChromiumFact]
    public async Task Without_scripts_it_says_what_it_needs()
    {
        await StartAsync();
        var window = await SignInAsync(new() { JavaScript = false });
        await window.Page.GotoAsync(Path);

        await Expect(window.Page.Locator("noscript .notice")).ToHaveTextAsync("This page needs JavaScript.");
    }

    [ChromiumTheory]
    [InlineData("/account/sessions")]
    [InlineData("/account/sessions/")]
    [InlineData("/app/account/sessions")]
    [InlineData("/tenants/a%20b/mine")]
    [InlineData("/")]
    public async Task It_works_wherever_it_stands(string address)
    {
        await StartAsync(
            new()
            {
                Pipeline = static app =>
                {
                    app.UsePathBase("/app");
                    app.UseRouting();
                    app.UseSessionManager();
                },
                Endpoints = static app =>
                {
                    app.MapSessionDashboard(Path);
                    app.MapGroup("/tenants/{tenant}").MapSessionDashboard("mine");
                    app.MapSessionDashboard("/");
                    app.MapSessions();
                },
            }
        );
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync();
        await GoAsync(window, address);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log out iPhone" }).ClickAsync();

        await Expect(window.Page.Locator(".toast")).ToHaveTextAsync("iPhone was logged out.");
    }

    [ChromiumFact]
    public async Task A_hosts_stylesheet_has_the_last_word_on_the_look()
    {
        await StartAsync(
            new()
            {
                Endpoints = static app =>
                {
                    app.MapSessionDashboard(
                        Path,
                        static options =>
                        {
                            options.StylesheetPath = "/brand.css";
                            options.Title = "Your <devices>";
                            options.HomePath = "/anonymous";
                        }
                    );
                    app.MapGet(
                        "/brand.css",
                        static () =>
                            Microsoft.AspNetCore.Http.Results.Content(":root{--sm-background:#123456}", "text/css")
                    );
                },
            }
        );
        var window = await SignInAsync();
        await GoAsync(window);

        await Expect(window.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(18, 52, 86)");
        await Expect(window.Page).ToHaveTitleAsync("Your <devices>");
        await window.Page.GetByText("Back").ClickAsync();
        await ArriveAsync(window, "/anonymous");
    }
}
