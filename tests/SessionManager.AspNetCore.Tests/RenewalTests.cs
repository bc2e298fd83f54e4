using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests;

/// <summary>A new secret goes to whoever holds the present one, at the moment at which it is made.</summary>
[Trait("Sec", "6")]
public sealed class RenewalTests
{
    /// <summary>A request that was let in and then took its time, as with a body that comes slowly.</summary>
    [Theory]
    [InlineData("rotate")]
    [InlineData("reauthenticate")]
    [InlineData("roles")]
    public async Task A_request_whose_token_died_meanwhile_gets_no_new_one(string how)
    {
        TestHost? running = null;
        string? owners = null;
        await using var host = await StartAsync(async http =>
        {
            var rotated = await running!.Sessions.RotateAsync(http.GetUserSession()!.Id, ["pwd"]);
            owners = rotated.Tokens!.Token;
        });
        running = host;
        var (session, token) = await host.OpenAsync();

        var answer = await host.PostAsync($"/renew?how={how}", Credentials.Cookie(token));

        answer.AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Empty(answer.SetCookies);
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(owners!))).Body);
        var stored = (await host.Sessions.GetAsync(session.Id))!;
        Assert.Equal(["pwd"], stored.AuthenticationMethods);
        Assert.DoesNotContain("admin", stored.Roles);
    }

    /// <summary>The present one is the one that the request was given last, not the one that it came with.</summary>
    [Theory]
    [InlineData("rotate")]
    [InlineData("reauthenticate")]
    [InlineData("roles")]
    public async Task A_request_may_renew_what_it_was_given(string how)
    {
        await using var host = await StartAsync(static async http =>
        {
            await http.SignInSessionAsync("bob");
            await http.RotateSessionAsync();
        });
        var (_, token) = await host.OpenAsync();

        var answer = await host.PostAsync($"/renew?how={how}", Credentials.Cookie(token));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var renewed = Credentials.Cookie(Credentials.TokenOf(answer));
        Assert.Equal("bob", (await host.GetAsync("/me", renewed)).Body);
    }

    private static Task<TestHost> StartAsync(Func<HttpContext, Task> meanwhile) =>
        TestHost.StartAsync(
            new()
            {
                Endpoints = app =>
                    app.MapPost(
                        "/renew",
                        async (HttpContext http, string how) =>
                        {
                            await meanwhile(http);
                            return how switch
                            {
                                "rotate" => await http.RotateSessionAsync(),
                                "reauthenticate" => await http.ReauthenticateSessionAsync(["otp"]),
                                _ => await http.SetSessionRolesAsync(["admin"]),
                            };
                        }
                    ),
            }
        );
}
