using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

public sealed class SignOutTests
{
    [Fact]
    [Trait("Req", "0.28")]
    [Trait("Req", "4.15")]
    public async Task A_sign_out_ends_the_session_and_deletes_the_cookie()
    {
        await using var host = await TestHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        var answer = await host.PostAsync("/logout", Credentials.Cookie(token));
        Assert.Equal("True", answer.Body);
        Assert.Equal(
            "__Host-session=; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0; path=/; secure; samesite=lax; httponly",
            Assert.Single(answer.SetCookies)
        );
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var ended = (await host.Sessions.GetAsync(session.Id))!.Termination!;
        Assert.Equal(("alice", SessionEndReasons.UserLogout), (ended.By, ended.Reason));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("header")]
    public async Task Without_a_cookie_none_is_deleted(string transport)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var answer = await host.PostAsync("/logout", Credentials.By(transport, token));
        Assert.Equal("True", answer.Body);
        Assert.Empty(answer.SetCookies);
    }

    [Fact]
    [Trait("Sec", "22")]
    public async Task An_anonymous_sign_out_succeeds_and_writes_nothing()
    {
        await using var host = await TestHost.StartAsync();
        await host.OpenAsync();
        var (ended, endedToken) = await host.OpenAsync("bob");
        await host.Sessions.TerminateAsync(ended.Id, "bob", SessionEndReasons.UserLogout);
        var before = (await host.Sessions.GetStatisticsAsync(), Writes(host));
        foreach (var token in new[] { null, "garbage", Credentials.Unknown(), endedToken })
        {
            var answer = token is null
                ? await host.PostAsync("/logout")
                : await host.PostAsync("/logout", Credentials.Cookie(token));
            Assert.Equal((HttpStatusCode.OK, "False"), (answer.Status, answer.Body));
            Assert.Equal(token is null ? 0 : 1, answer.SetCookies.Count);
        }

        Assert.Equal(before, (await host.Sessions.GetStatisticsAsync(), Writes(host)));
    }

    [Fact]
    public async Task ASP_NET_Core_s_own_sign_out_does_the_same()
    {
        await using var host = await TestHost.StartAsync(
            new() { Endpoints = app => app.MapPost("/signout", (HttpContext http) => http.SignOutAsync()) }
        );
        var (_, token) = await host.OpenAsync();
        var answer = await host.PostAsync("/signout", Credentials.Cookie(token));
        Assert.Single(answer.SetCookies);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
    }

    private static int Writes(TestHost host) =>
        host.Storage.TotalCalls
        - host.Storage.Calls(StorageOperation.Find)
        - host.Storage.Calls(StorageOperation.GetStatistics);
}
