using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Pages;

/// <summary>The page over ASP.NET Core's own cookies, whose tickets are sessions.</summary>
[Trait("Req", "2.26")]
public sealed class CookieAuthenticationTests : DashboardTest
{
    [ChromiumFact]
    public async Task Sign_ins_by_cookie_authentication_are_listed_named_and_ended()
    {
        await StartAsync(
            new()
            {
                Before = static builder =>
                    builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(),
                Builder = static builder => builder.AddSessionTicketStore(),
                Endpoints = static app =>
                {
                    app.MapPost("/enter", EnterAsync);
                    app.MapSessionDashboard(Path);
                },
            }
        );
        var mac = await OpenAsync();
        var phone = await OpenAsync(new() { UserAgent = Device.Phone });
        phone.Expect(401);
        await mac.Context.APIRequest.PostAsync("/enter");
        await phone.Context.APIRequest.PostAsync("/enter");
        await GoAsync(mac);
        await GoAsync(phone);

        await mac.Page.GetByRole(AriaRole.Button, new() { Name = "Rename iPhone" }).ClickAsync();
        await mac.Page.Keyboard.TypeAsync("Old phone");
        await mac.Page.Keyboard.PressAsync("Enter");
        await Expect(mac.Page.GetByRole(AriaRole.Heading, new() { Name = "Old phone" })).ToBeVisibleAsync();
        await phone.Page.Locator("[data-act=refresh]").ClickAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Old phone" })).ToBeVisibleAsync();

        await mac.Page.GetByRole(AriaRole.Button, new() { Name = "Log out Old phone" }).ClickAsync();
        await Expect(mac.Page.Locator("[data-part=list] .session")).ToHaveCountAsync(1);
        await phone.Page.Locator("[data-act=refresh]").ClickAsync();
        await Expect(phone.Page.Locator("[data-state=signed-out]")).ToBeVisibleAsync();
    }

    private static Task EnterAsync(HttpContext http) =>
        http.SignInAsync(
            new ClaimsPrincipal(
                new ClaimsIdentity(
                    [new Claim(ClaimTypes.NameIdentifier, "alice")],
                    CookieAuthenticationDefaults.AuthenticationScheme
                )
            )
        );
}
