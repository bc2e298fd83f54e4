using Microsoft.Playwright;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Client;

[Trait("Req", "1.27")]
public sealed class SessionClientTests : ClientTest
{
    [ChromiumFact]
    [Trait("Req", "1.36")]
    public async Task The_session_is_restored_on_load_and_nothing_is_stored()
    {
        await StartAppAsync();
        var window = await SignInAsync();
        Time.Advance(TimeSpan.FromMinutes(3));
        var tab = await OpenAppAsync(window);
        Assert.Equal("alice", await tab.EvaluateAsync<string>("client.session.user_id"));
        Assert.Equal(["GET validate"], Requests);
        Assert.Equal(
            "0 0 ",
            await tab.EvaluateAsync<string>("`${localStorage.length} ${sessionStorage.length} ${document.cookie}`")
        );
        // Asking is no use: the session's end stays where it was.
        Assert.Equal(Time.GetUtcNow() - TimeSpan.FromMinutes(3), (await SessionAsync(tab)).LastActivityAt);
    }

    [ChromiumFact]
    [Trait("Req", "1.36")]
    public async Task Without_a_session_nothing_is_watched()
    {
        await StartAppAsync();
        var window = await OpenAsync();
        window.Expect(401);
        var tab = await OpenAppAsync(window);
        Assert.False(await IsSignedInAsync(tab));
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(["GET validate"], Requests);
        Assert.Equal(0, await tab.EvaluateAsync<int>("events.length"));
    }

    [ChromiumFact]
    public async Task A_page_that_nobody_uses_is_watched_and_does_not_live_for_ever()
    {
        await StartAppAsync();
        var window = await SignInAsync();
        window.Expect(401);
        var tab = await OpenAppAsync(window, """{"warnBefore":0}""");
        for (var check = 2; check <= 6; check++)
        {
            await PassAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
            await AskedAsync("GET validate", check);
        }

        Assert.True(await IsSignedInAsync(tab));
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("expired", await EventAsync(tab, "signedout", "reason"));
        Assert.All(Requests, static request => Assert.Equal("GET validate", request));
    }

    [ChromiumFact]
    public async Task Use_is_reported_once_a_minute_at_most()
    {
        await StartAppAsync();
        var tab = await OpenAppAsync(await SignInAsync());
        Forget();
        await UseAsync(tab);
        Assert.Equal(0, Count("POST activity"));
        await PassAsync(TimeSpan.FromSeconds(61));
        await AskedAsync("POST activity");
        for (var press = 0; press < 5; press++)
            await UseAsync(tab);
        await PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Count("POST activity"));
        await PassAsync(TimeSpan.FromSeconds(31));
        await AskedAsync("POST activity", 2);
        Assert.Equal(Time.GetUtcNow(), (await SessionAsync(tab)).LastActivityAt);
        await PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(2, Count("POST activity"));
    }

    [ChromiumFact]
    public async Task A_session_that_ends_soon_is_renewed_for_who_is_active()
    {
        await StartAppAsync();
        var window = await SignInAsync();
        var tab = await OpenAppAsync(window);
        var before = await CookieAsync(window);
        await PassAsync(TimeSpan.FromMinutes(26));
        Assert.Equal(0, Count("POST refresh"));
        await UseAsync(tab);
        await AskedAsync("POST refresh");
        await UntilAsync(tab, "before => client.session.expires_at !== before", await FirstEndAsync(tab));
        Assert.NotEqual(before, await CookieAsync(window));
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromMinutes(30), (await SessionAsync(tab)).ExpiresAt);
        Assert.Equal(0, Count("POST activity"));
    }

    [ChromiumFact]
    public async Task A_warning_comes_before_the_end_and_staying_moves_it()
    {
        await StartAppAsync();
        var tab = await OpenAppAsync(await SignInAsync());
        await PassAsync(TimeSpan.FromMinutes(27));
        Assert.Equal(0, await CountEventsAsync(tab, "warning"));
        await PassAsync(TimeSpan.FromSeconds(62));
        Assert.Equal("true", await EventAsync(tab, "warning", "canStay"));
        Assert.InRange(int.Parse(await EventAsync(tab, "warning", "secondsLeft")), 110, 120);
        Assert.True(await tab.EvaluateAsync<bool>("client.stay()"));
        Assert.Equal(1, await CountEventsAsync(tab, "resumed"));
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromMinutes(30), (await SessionAsync(tab)).ExpiresAt);
    }

    [ChromiumFact]
    public async Task Nobody_is_warned_when_another_page_of_the_host_was_used()
    {
        await StartAppAsync();
        var window = await SignInAsync();
        var tab = await OpenAppAsync(window);
        await PassAsync(TimeSpan.FromMinutes(20));
        await Host.Sessions.TouchAsync((await SessionAsync(tab)).Id);
        Forget();
        await PassAsync(TimeSpan.FromMinutes(9));
        await AskedAsync("GET validate");
        await UntilAsync(tab, "before => client.session.expires_at !== before", await FirstEndAsync(tab));
        Assert.Equal(0, await CountEventsAsync(tab, "warning"));
    }

    [ChromiumFact]
    public async Task An_end_that_nothing_moves_is_said_to_be_one()
    {
        await StartAppAsync(
            new()
            {
                Sessions = static options =>
                {
                    options.DefaultPolicy.AbsoluteLifetime = TimeSpan.FromMinutes(30);
                    options.DefaultPolicy.IdleTimeout = TimeSpan.FromMinutes(30);
                },
            }
        );
        var tab = await OpenAppAsync(await SignInAsync());
        await PassAsync(TimeSpan.FromMinutes(29));
        Assert.Equal("false", await EventAsync(tab, "warning", "canStay"));
    }

    [ChromiumFact]
    public async Task A_refusal_signs_out_but_a_failing_server_or_network_does_not()
    {
        await StartAppAsync();
        var window = await SignInAsync();
        window.Expect(0, 401, 503);
        var tab = await OpenAppAsync(window);
        using (Host.Storage.Fail(StorageOperation.Find, times: 1000))
        {
            await PassAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
            Assert.Equal("503", await EventAsync(tab, "unreachable", "status"));
        }

        Assert.True(await IsSignedInAsync(tab));
        await tab.EvaluateAsync("events.length = 0");
        await window.Context.RouteAsync("**/sessions/**", static route => route.AbortAsync());
        await PassAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.Equal("0", await EventAsync(tab, "unreachable", "status"));
        Assert.True(await IsSignedInAsync(tab));

        // It tries again by itself, a little later each time, and finds the session as it was.
        await window.Context.UnrouteAllAsync();
        await tab.EvaluateAsync("events.length = 0");
        await PassAsync(TimeSpan.FromSeconds(10));
        await EventAsync(tab, "session");

        await Host.Sessions.TerminateAsync((await SessionAsync(tab)).Id, "root", SessionEndReasons.AdminRevoked);
        await PassAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.Equal("refused", await EventAsync(tab, "signedout", "reason"));
        Assert.False(await IsSignedInAsync(tab));
    }

    [ChromiumFact]
    public async Task An_answer_that_a_sleeping_machine_reads_late_says_nothing_of_now()
    {
        await StartAppAsync();
        var window = await SignInAsync();
        var tab = await OpenAppAsync(window);
        var slept = new TaskCompletionSource();
        await window.Context.RouteAsync(
            "**/validate",
            async route =>
            {
                var answer = await route.FetchAsync();
                await slept.Task;
                await route.FulfillAsync(new() { Response = answer });
            }
        );
        Forget();
        await tab.EvaluateAsync("void client.check()");
        await AskedAsync("GET validate");
        await tab.Clock.SetSystemTimeAsync((Time.GetUtcNow() + TimeSpan.FromMinutes(40)).UtcDateTime);
        Time.Advance(TimeSpan.FromMinutes(40));
        slept.SetResult();
        window.Expect(401);
        Assert.Equal("0", await EventAsync(tab, "unreachable", "status"));
        Assert.Equal(1, await CountEventsAsync(tab, "session"));
        await tab.EvaluateAsync("client.check()");
        Assert.Equal("expired", await EventAsync(tab, "signedout", "reason"));
    }

    [ChromiumFact]
    public async Task An_outage_is_not_answered_with_a_flood()
    {
        await StartAppAsync();
        var window = await SignInAsync();
        window.Expect(503);
        var tab = await OpenAppAsync(window);
        Forget();
        using (Host.Storage.Fail(StorageOperation.Find, times: 10_000))
        {
            for (var second = 0; second < 120; second++)
            {
                await PassAsync(TimeSpan.FromSeconds(5));
                await UseAsync(tab);
            }
        }

        Assert.InRange(Requests.Count, 3, 25);
    }

    [ChromiumFact]
    public async Task Stopping_leaves_nothing_behind()
    {
        await StartAppAsync();
        var tab = await OpenAppAsync(await SignInAsync());
        await tab.EvaluateAsync("client.stop()");
        Forget();
        await UseAsync(tab);
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Empty(Requests);
        Assert.Equal(1, await tab.EvaluateAsync<int>("events.length"));
    }

    [ChromiumFact]
    public async Task Signing_out_ends_the_session_at_the_server_first()
    {
        await StartAppAsync();
        var window = await SignInAsync();
        window.Expect(503);
        var tab = await OpenAppAsync(window);
        var id = (await SessionAsync(tab)).Id;
        using (Host.Storage.Fail(StorageOperation.Terminate))
            await Assert.ThrowsAsync<PlaywrightException>(() => tab.EvaluateAsync("client.signOut()"));
        Assert.True(await IsSignedInAsync(tab));
        await tab.EvaluateAsync("client.signOut()");
        Assert.Equal("user", await EventAsync(tab, "signedout", "reason"));
        Assert.Equal(SessionEndReasons.UserLogout, (await Host.Sessions.GetAsync(id))!.Termination!.Reason);
    }

    [ChromiumFact]
    public async Task Options_that_make_no_sense_are_refused()
    {
        await StartAppAsync();
        var tab = await OpenAppAsync(await SignInAsync());
        var error = await tab.EvaluateAsync<string>(
            "try { new client.constructor({ checkInterval: 5 }); } catch (e) { e.message }"
        );
        Assert.Contains("checkInterval", error);
    }

    private static async Task<string> CookieAsync(Browser.BrowserWindow window) =>
        Assert.Single(await window.Context.CookiesAsync(), static cookie => cookie.Name == "__Host-session").Value;

    private static Task<string> FirstEndAsync(IPage tab) => tab.EvaluateAsync<string>("events[0].session.expires_at");
}
