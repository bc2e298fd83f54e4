using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.Sessions;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Client;

/// <summary>The script at its own address, without a page of the package.</summary>
[Trait("Req", "1.27")]
public sealed class SessionClientScriptTests : Browser.DashboardTest
{
    [Fact]
    public async Task It_is_served_to_anybody_and_asked_about_again_each_time()
    {
        await StartAsync(new() { Endpoints = static app => app.MapSessionClientScript("/scripts/sessions.js") });
        using var client = Host.CreateClient();
        using var response = await client.GetAsync("/scripts/sessions.js");
        Assert.Equal("text/javascript; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.True(response.Headers.CacheControl!.NoCache);
        Assert.NotNull(response.Headers.ETag);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [ChromiumFact]
    public async Task It_works_from_a_script_element_alone()
    {
        const string shell =
            "<!DOCTYPE html><html lang=en><head><title>App</title><link rel=icon href=data:,>"
            + "<script type=module src=/session-client.js data-session-api=/sessions data-signed-out-url=/bye></script></head><body></body></html>";
        await StartAsync(
            new()
            {
                Endpoints = static app =>
                {
                    app.MapSessions();
                    app.MapSessionClientScript();
                    app.MapGet("/app", static () => Results.Content(shell, "text/html"));
                    app.MapGet(
                        "/bye",
                        static () =>
                            Results.Content("<link rel=icon href=data:,><title>Bye</title><h1>Bye</h1>", "text/html")
                    );
                },
            }
        );
        var window = await SignInAsync();
        window.Expect(401);
        await window.Page.AddInitScriptAsync(
            "document.addEventListener('session-session', e => { window.client = e.detail.client; })"
        );
        await window.Page.GotoAsync("/app");
        await UntilAsync(window.Page, "() => window.client?.isSignedIn === true");
        var mine = Assert.Single((await Host.Sessions.QueryAsync(new())).Sessions);
        await Host.Sessions.TerminateAsync(mine.Id, "root", SessionEndReasons.AdminRevoked);
        await window.Page.EvaluateAsync("void client.check()");
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Bye");
    }
}
