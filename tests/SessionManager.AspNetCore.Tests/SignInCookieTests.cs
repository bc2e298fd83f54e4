using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

public sealed class SignInCookieTests
{
    [Fact]
    [Trait("Sec", "9")]
    public async Task The_cookie_has_exactly_these_attributes()
    {
        await using var host = await TestHost.StartAsync(new() { Https = true });
        var answer = await host.PostAsync("/login?user=alice");
        var token = Credentials.TokenOf(answer);
        Assert.Equal(
            $"__Host-session={token}; path=/; secure; samesite=lax; httponly",
            Assert.Single(answer.SetCookies)
        );
        Assert.True(answer.SetCookies[0].Length < 4096);
        Assert.True(SessionToken.TryParse(token, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "9")]
    public async Task A_browser_over_tls_is_signed_in_and_out(bool remember)
    {
        await using var host = await TestHost.StartAsync(new() { Https = true });
        using var browser = host.CreateClient(new CookieContainer());
        using var login = await browser.PostAsync($"/login?user=alice&remember={remember}", content: null);
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        Assert.Equal("alice", await browser.GetStringAsync("/me"));
        using var logout = await browser.PostAsync("/logout", content: null);
        Assert.Equal("True", await logout.Content.ReadAsStringAsync());
        using var after = await browser.GetAsync("/me");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        using var again = await browser.GetAsync("/optional");
        Assert.False(again.RequestMessage!.Headers.Contains("Cookie"), "The browser has forgotten the cookie.");
    }

    [Fact]
    [Trait("Sec", "9")]
    [Trait("Req", "4.22")]
    public async Task A_remembered_cookie_ends_with_its_session()
    {
        await using var host = await TestHost.StartAsync(
            new() { Sessions = options => options.DefaultPolicy.RememberMeLifetime = TimeSpan.FromDays(20) }
        );
        host.Time.Advance(TimeSpan.FromMilliseconds(1234));
        var answer = await host.PostAsync("/login?user=alice&remember=true");
        var cookie = Assert.Single(answer.SetCookies);
        var end = answer.Json().GetProperty("absolute_expires_at").GetDateTimeOffset();
        Assert.Equal(host.Time.GetUtcNow().AddDays(20), end);
        var maxAge = TimeSpan.FromSeconds(int.Parse(Attribute(cookie, "max-age"), CultureInfo.InvariantCulture));
        Assert.InRange(host.Time.GetUtcNow() + maxAge, end.AddSeconds(-1), end);
        var expires = DateTimeOffset.Parse(Attribute(cookie, "expires"), CultureInfo.InvariantCulture);
        Assert.InRange(expires, end.AddSeconds(-1), end);
    }

    [Fact]
    [Trait("Sec", "10")]
    public async Task With_a_cookie_no_body_shows_the_token()
    {
        await using var host = await TestHost.StartAsync();
        var answer = await host.PostAsync("/login?user=alice&role=editor");
        var token = Credentials.TokenOf(answer);
        var secret = token[(token.IndexOf('.', StringComparison.Ordinal) + 1)..];
        Assert.DoesNotContain(secret, answer.Body, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var body = answer.Json();
        Assert.Equal("alice", body.GetProperty("user_id").GetString());
        Assert.Equal("editor", body.GetProperty("roles")[0].GetString());
        Assert.True(SessionId.TryParse(body.GetProperty("session_id").GetString(), out _));
        Assert.Equal(host.Time.GetUtcNow().AddMinutes(30), body.GetProperty("expires_at").GetDateTimeOffset());
        Assert.False(body.TryGetProperty("token", out _));
    }

    [Fact]
    [Trait("Sec", "10")]
    public async Task What_depends_on_the_session_is_kept_by_no_cache()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Endpoints = app =>
                    app.MapGet(
                            "/own",
                            (HttpContext http) =>
                            {
                                http.Response.Headers.CacheControl = "max-age=5, private";
                                http.Response.Headers.Append("Vary", "Accept-Encoding");
                                return "own";
                            }
                        )
                        .RequireSession(),
            }
        );
        var (_, token) = await host.OpenAsync();
        foreach (var path in new[] { "/me", "/authorized" })
        {
            var answer = await host.GetAsync(path, Credentials.Cookie(token));
            Assert.Equal(("no-store", "Cookie"), (answer.Header("Cache-Control"), answer.Header("Vary")));
        }

        Assert.Null((await host.GetAsync("/anonymous", Credentials.Cookie(token))).Header("Cache-Control"));
        var own = await host.GetAsync("/own", Credentials.Cookie(token));
        Assert.Equal(
            ("max-age=5, private", "Cookie, Accept-Encoding"),
            (own.Header("Cache-Control"), own.Header("Vary"))
        );
    }

    [Fact]
    public async Task With_a_token_there_is_no_cookie()
    {
        await using var host = await TestHost.StartAsync();
        var answer = await host.PostAsync("/login?user=alice&token=true");
        Assert.Empty(answer.SetCookies);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var token = answer.Json().GetProperty("token").GetString()!;
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Bearer(token))).Body);
    }

    [Fact]
    public async Task A_session_is_not_opened_for_a_transport_that_is_switched_off()
    {
        await using var host = await TestHost.StartAsync(new() { Http = options => options.AcceptCookie = false });
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.PostAsync("/login?user=alice")).Status);
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Insert));
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/login?user=alice&token=true")).Status);
    }

    private static string Attribute(string cookie, string name) =>
        cookie.Split("; ").Single(part => part.StartsWith($"{name}=", StringComparison.OrdinalIgnoreCase))[
            (name.Length + 1)..
        ];
}
