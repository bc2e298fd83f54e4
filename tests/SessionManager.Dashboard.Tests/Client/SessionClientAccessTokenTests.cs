using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.Jwt.Keys;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Client;

/// <summary>With short access tokens in the cookie, beside the refresh token in its own.</summary>
[Trait("Req", "1.27")]
public sealed class SessionClientAccessTokenTests : ClientTest
{
    private const string Options = """{"accessTokenLifetime":600000,"warnBefore":0}""";

    [ChromiumFact]
    public async Task An_access_token_is_renewed_ahead_while_somebody_is_active()
    {
        await StartTokensAsync();
        var tab = await OpenAppAsync(await SignInAsync(), Options);
        Forget();
        for (var minute = 0; minute < 40; minute++)
        {
            await UseAsync(tab);
            await PassAsync(TimeSpan.FromSeconds(61));
        }

        Assert.True(await IsSignedInAsync(tab));
        Assert.InRange(Count("POST refresh"), 4, 6);
    }

    [ChromiumFact]
    public async Task Nothing_is_renewed_for_who_is_away_and_all_is_well_when_they_come_back()
    {
        await StartTokensAsync();
        var window = await SignInAsync();
        window.Expect(401);
        var tab = await OpenAppAsync(window, Options);
        for (var turn = 0; turn < 4; turn++)
            await PassAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.Equal(0, Count("POST refresh"));
        Assert.True(await IsSignedInAsync(tab));
        await UseAsync(tab);
        await AskedAsync("POST refresh");
        Assert.True(await IsSignedInAsync(tab));
    }

    [ChromiumFact]
    public async Task A_page_that_is_opened_after_the_access_token_ran_out_is_signed_in()
    {
        await StartTokensAsync();
        var window = await SignInAsync();
        window.Expect(401);
        Time.Advance(TimeSpan.FromMinutes(20));
        var tab = await OpenAppAsync(window, Options);
        Assert.True(await IsSignedInAsync(tab));
        Assert.Equal(["GET validate", "POST refresh", "GET validate"], Requests);
    }

    [ChromiumFact]
    public async Task The_session_still_ends_when_nobody_is_there()
    {
        await StartTokensAsync();
        var window = await SignInAsync();
        window.Expect(401);
        var tab = await OpenAppAsync(window, Options);
        for (var turn = 0; turn < 7; turn++)
            await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("expired", await EventAsync(tab, "signedout", "reason"));
    }

    /// <summary>The server refuses by the access token; session and refresh token are as good as ever.</summary>
    [ChromiumFact]
    public async Task Signing_out_with_an_access_token_that_ran_out_ends_the_session()
    {
        await StartTokensAsync();
        var window = await SignInAsync();
        window.Expect(401, 503);
        var tab = await OpenAppAsync(window, Options);
        var id = (await SessionAsync(tab)).Id;
        await PassAsync(TimeSpan.FromMinutes(20));
        using (Host.Storage.Fail(StorageOperation.Replace))
            await Assert.ThrowsAsync<PlaywrightException>(() => SignOutAsync(tab));
        Assert.True(await IsSignedInAsync(tab));

        await SignOutAsync(tab);

        Assert.Equal("user", await EventAsync(tab, "signedout", "reason"));
        Assert.Equal(SessionEndReasons.UserLogout, (await Host.Sessions.GetAsync(id))!.Termination?.Reason);
    }

    /// <summary>Time goes on meanwhile: tabs give each other moments.</summary>
    private async Task SignOutAsync(IPage tab)
    {
        await tab.EvaluateAsync("window.leaving = window.act(client.signOut()); window.leaving.catch(() => {})");
        await SettleAsync();
        await tab.EvaluateAsync("window.leaving");
    }

    private Task StartTokensAsync() =>
        StartAppAsync(
            new()
            {
                Builder = static builder =>
                    builder.UseJwtBackend(static options =>
                    {
                        (options.Issuer, options.Audience) = ("https://app.test", "app");
                        options.Keys.Add(JwtSigningKey.FromECDsa(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
                    }),
            }
        );
}
