using Microsoft.Playwright;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Client;

/// <summary>Two tabs of one browser, with Web Locks and, for pages over plain http and old browsers, without.</summary>
[Trait("Req", "1.27")]
public sealed class SessionClientTabsTests : ClientTest
{
    [ChromiumFact]
    public async Task One_tab_asks_for_all()
    {
        var (first, second) = await OpenTwoAsync(hasLocks: true);
        Forget();
        await PassAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        await AskedAsync("GET validate");
        await PassAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        await AskedAsync("GET validate", 2);
        await HeardAsync(first, second, sessions: 3);
        Assert.Equal(2, Requests.Count);
    }

    /// <summary>They agree by messages. A tab that hears them too late may ask as well; these hear them in time.</summary>
    [ChromiumFact]
    public async Task Without_locks_too_one_tab_asks_for_all()
    {
        const int rounds = 4;
        var (first, second) = await OpenTwoAsync(hasLocks: false);
        Forget();
        for (var round = 1; round <= rounds; round++)
        {
            await PassAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
            await RunAsync(TimeSpan.FromSeconds(1));
            await HeardAsync(first, second, round + 1);
            Assert.Equal(round, Requests.Count);
        }

        // Who waited for the other does not ask later on.
        await RunAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(rounds, Requests.Count);
    }

    [ChromiumTheory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    // Without locks the second tab has heard that the first means to, but before it meant to itself.
    [InlineData(false, true)]
    public async Task One_refresh_serves_all_tabs(bool hasLocks, bool isLater)
    {
        var (first, second) = await OpenTwoAsync(hasLocks);
        Forget();
        using var held = Host.Storage.Hold(StorageOperation.Replace);
        await RenewAsync(first);
        if (isLater)
        {
            await HeardAsync();
            await StepAsync();
        }

        await RenewAsync(second);
        // The second tab comes while the first is at it.
        for (var step = 0; step < 10; step++)
        {
            await HeardAsync();
            await StepAsync();
        }

        await held.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        held.Release();
        await SettleAsync();
        Assert.True(await first.EvaluateAsync<bool>("window.renewed"));
        Assert.True(await second.EvaluateAsync<bool>("window.renewed"));
        Assert.Equal(1, Count("POST refresh"));
        Assert.True(await IsSignedInAsync(first) && await IsSignedInAsync(second));
    }

    [ChromiumFact]
    public async Task Use_in_one_tab_keeps_the_other_from_warning()
    {
        var (first, second) = await OpenTwoAsync(hasLocks: true);
        await PassAsync(TimeSpan.FromMinutes(20));
        await UseAsync(first);
        await AskedAsync("POST activity");
        await UntilAsync(second, "() => client.session.expires_at !== events[0].session.expires_at");
        await PassAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(0, await CountEventsAsync(second, "warning"));
    }

    [ChromiumFact]
    public async Task Signing_out_reaches_all_tabs()
    {
        var (first, second) = await OpenTwoAsync(hasLocks: true);
        await first.EvaluateAsync("client.signOut()");
        Assert.Equal("user", await EventAsync(first, "signedout", "reason"));
        Assert.Equal("elsewhere", await EventAsync(second, "signedout", "reason"));
    }

    [ChromiumFact]
    public async Task A_session_that_was_ended_elsewhere_signs_out_all_tabs()
    {
        var (first, second) = await OpenTwoAsync(hasLocks: true);
        await Host.Sessions.TerminateAsync((await SessionAsync(first)).Id, "root", SessionEndReasons.AdminRevoked);
        await first.EvaluateAsync("client.check()");
        Assert.Equal("refused", await EventAsync(first, "signedout", "reason"));
        Assert.Equal("elsewhere", await EventAsync(second, "signedout", "reason"));
    }

    [ChromiumFact]
    public async Task Another_user_who_signs_in_in_one_tab_shows_in_the_other()
    {
        var (first, second) = await OpenTwoAsync(hasLocks: true);
        await first.EvaluateAsync("fetch('/login?user=bob', { method: 'POST' })");
        await first.EvaluateAsync("client.check()");
        await EventAsync(first, "changed");
        await EventAsync(second, "changed");
        Assert.Equal("bob", await second.EvaluateAsync<string>("client.session.user_id"));
    }

    private async Task<(Microsoft.Playwright.IPage First, Microsoft.Playwright.IPage Second)> OpenTwoAsync(
        bool hasLocks
    )
    {
        await StartAppAsync();
        var window = await SignInAsync();
        window.Expect(401);
        if (!hasLocks)
            await window.Context.AddInitScriptAsync("delete Navigator.prototype.locks");
        var first = await OpenAppAsync(window);
        var second = await OpenAppAsync(window);
        Assert.Equal(hasLocks, await first.EvaluateAsync<bool>("!!navigator.locks"));
        return (first, second);
    }

    private static Task RenewAsync(IPage tab) =>
        tab.EvaluateAsync("void (window.renewed = window.act(client.renew()))");

    private static async Task HeardAsync(IPage first, IPage second, int sessions)
    {
        foreach (var tab in new[] { first, second })
        {
            for (var turn = 0; turn < Turns && await CountEventsAsync(tab, "session") < sessions; turn++)
                await Task.Delay(25);
            Assert.True(await CountEventsAsync(tab, "session") >= sessions, "A tab heard of no answer.");
        }
    }
}
