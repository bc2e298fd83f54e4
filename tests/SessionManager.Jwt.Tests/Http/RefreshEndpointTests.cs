using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Testing.Storage;

namespace SessionManager.Jwt.Tests.Http;

/// <summary><c>POST {prefix}/refresh</c> over HTTP.</summary>
[Trait("Req", "1.27")]
public sealed class RefreshEndpointTests
{
    private static readonly string[] Secrets = ["token", "refresh_token"];

    [Fact]
    [Trait("Req", "1.18")]
    [Trait("Req", "1.6")]
    public async Task A_client_gets_new_tokens_for_its_refresh_token()
    {
        await using var host = await JwtHost.StartAsync();
        var signedIn = await host.LogInAsync();
        host.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.MeAsync(Text(signedIn, "token")));

        using var response = await host.RefreshAsync(Text(signedIn, "refresh_token"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        var renewed = await JwtHost.JsonAsync(response);
        Assert.Equal(Text(signedIn, "session_id"), Text(renewed, "session_id"));
        Assert.All(Secrets, name => Assert.NotEqual(Text(signedIn, name), Text(renewed, name)));
        Assert.Equal(host.Time.GetUtcNow().AddMinutes(10), renewed.GetProperty("token_expires_at").GetDateTimeOffset());
        Assert.Equal(host.Time.GetUtcNow().AddSeconds(400), renewed.GetProperty("refresh_at").GetDateTimeOffset());
        Assert.Equal(HttpStatusCode.OK, await host.MeAsync(Text(renewed, "token")));
    }

    /// <summary>Whatever is wrong with it, the answer is the same to the byte.</summary>
    [Fact]
    [Trait("Sec", "14")]
    [Trait("Sec", "28")]
    public async Task Every_refusal_looks_the_same()
    {
        await using var host = await JwtHost.StartAsync();
        var (ended, retired, live) = (await host.LogInAsync(), await host.LogInAsync(), await host.LogInAsync());
        await host.Sessions.TerminateAsync(Sessions.SessionId.Parse(Text(ended, "session_id")), "alice", "user_logout");
        using (var _ = await host.RefreshAsync(Text(retired, "refresh_token")))
            host.Time.Advance(TimeSpan.FromSeconds(11));
        string?[] refused =
        [
            null,
            "",
            "garbage",
            Text(live, "token"),
            Text(live, "session_id"),
            Text(ended, "refresh_token"),
            Text(retired, "refresh_token"),
            Text(live, "refresh_token")[..^1] + "_",
        ];

        var bodies = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in refused)
        {
            using var response = await host.RefreshAsync(token);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.True(response.Headers.CacheControl!.NoStore);
            bodies.Add(await response.Content.ReadAsStringAsync());
        }

        foreach (var body in new[] { "", "{", "[]", "null", "{\"refresh_token\":1}", new string('x', 20_000) })
        {
            using var response = await host.SendAsync(HttpMethod.Post, "/auth/refresh", body: body);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            bodies.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Single(bodies);
        Assert.Equal(HttpStatusCode.OK, (await host.RefreshAsync(Text(live, "refresh_token"))).StatusCode);
    }

    /// <summary>A guess at a refresh token counts as one at any other, wherever it is presented, and once.</summary>
    [Theory]
    [InlineData("body")]
    [InlineData("refresh cookie")]
    [InlineData("bearer")]
    [Trait("Sec", "37")]
    public async Task Many_bad_refresh_tokens_from_one_address_are_told_of(string where)
    {
        await using var host = await JwtHost.StartAsync(http: static options => options.BadTokens.Threshold = 5);
        var live = Text(await host.LogInAsync(), "refresh_token");
        await GuessAsync(4);
        Assert.DoesNotContain("ManyBadTokens", host.Logs.Text, StringComparison.Ordinal);

        await GuessAsync(1);

        Assert.Contains("ManyBadTokens", host.Logs.Text, StringComparison.Ordinal);
        using var response = await host.RefreshAsync(live);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        async Task GuessAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var guess = $"{live[..^8]}{i:x8}";
                using var refused = where switch
                {
                    "body" => await host.RefreshAsync(guess),
                    "bearer" => await host.SendAsync(
                        HttpMethod.Post,
                        "/auth/refresh",
                        ("Authorization", "Bearer " + guess)
                    ),
                    _ => await host.SendAsync(
                        HttpMethod.Post,
                        "/auth/refresh",
                        ("Cookie", "__Host-session-refresh=" + guess)
                    ),
                };
                Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            }
        }
    }

    /// <summary>Access and refresh token do not do for one another over HTTP either.</summary>
    [Fact]
    [Trait("Sec", "26")]
    public async Task Token_kinds_are_not_interchangeable_over_http()
    {
        await using var host = await JwtHost.StartAsync();
        var signedIn = await host.LogInAsync();

        Assert.Equal(HttpStatusCode.OK, await host.MeAsync(Text(signedIn, "token")));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.MeAsync(Text(signedIn, "refresh_token")));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.MeAsync(Text(signedIn, "session_id")));
        using var asBearer = await host.SendAsync(
            HttpMethod.Post,
            "/auth/refresh",
            ("Authorization", "Bearer " + Text(signedIn, "token"))
        );
        Assert.Equal(HttpStatusCode.Unauthorized, asBearer.StatusCode);
    }

    /// <summary>With cookies both tokens travel in cookies that scripts cannot read, and no body shows one.</summary>
    [Fact]
    [Trait("Sec", "9")]
    [Trait("Sec", "10")]
    public async Task A_browser_is_renewed_by_its_cookie()
    {
        await using var host = await JwtHost.StartAsync();
        using var login = await host.SendAsync(HttpMethod.Post, "/login-cookie");
        var first = Cookies(login);
        Assert.Equal(["__Host-session", "__Host-session-refresh"], first.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            login.Headers.GetValues("Set-Cookie"),
            static cookie =>
            {
                Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.True(cookie.Length < 4096);
            }
        );

        using var response = await host.SendAsync(HttpMethod.Post, "/auth/refresh", ("Cookie", Line(first)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var second = Cookies(response);
        Assert.All(first.Keys, name => Assert.NotEqual(first[name], second[name]));
        foreach (
            var body in new[] { await login.Content.ReadAsStringAsync(), await response.Content.ReadAsStringAsync() }
        )
        {
            Assert.DoesNotContain("token", body, StringComparison.Ordinal);
            Assert.All(
                first.Values.Concat(second.Values),
                secret => Assert.DoesNotContain(secret, body, StringComparison.Ordinal)
            );
        }

        using var me = await host.SendAsync(HttpMethod.Get, "/me", ("Cookie", Line(second)));
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        using var logout = await host.SendAsync(HttpMethod.Post, "/logout", ("Cookie", Line(second)));
        Assert.All(Cookies(logout), static cookie => Assert.Empty(cookie.Value));
        Assert.Equal(2, Cookies(logout).Count);
        using var late = await host.SendAsync(HttpMethod.Post, "/auth/refresh", ("Cookie", Line(second)));
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    /// <summary>A page of another site gets nothing done with the cookie, and two refresh tokens are nobody's to choose from.</summary>
    [Fact]
    [Trait("Sec", "11")]
    [Trait("Sec", "12")]
    public async Task What_is_ambiguous_or_from_elsewhere_is_refused()
    {
        await using var host = await JwtHost.StartAsync();
        using var login = await host.SendAsync(HttpMethod.Post, "/login-cookie");
        var cookies = Line(Cookies(login));
        var signedIn = await host.LogInAsync();

        using var crossSite = await host.SendAsync(
            HttpMethod.Post,
            "/auth/refresh",
            ("Cookie", cookies),
            second: ("Sec-Fetch-Site", "cross-site")
        );
        using var both = await host.SendAsync(
            HttpMethod.Post,
            "/auth/refresh",
            ("Cookie", cookies),
            JsonSerializer.Serialize(new { refresh_token = Text(signedIn, "refresh_token") })
        );
        using var twice = await host.SendAsync(
            HttpMethod.Post,
            "/auth/refresh",
            ("Cookie", cookies + "; __Host-session-refresh=x")
        );

        Assert.Equal(HttpStatusCode.Forbidden, crossSite.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, both.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Replace));
    }

    /// <summary>A refresh token that came in the clear is refused, and nothing is done with it.</summary>
    [Fact]
    public async Task A_refresh_in_the_clear_is_refused()
    {
        await using var host = await JwtHost.StartAsync(requireHttps: true);
        var created = await host.Sessions.CreateAsync(new Management.SessionCreateRequest("alice"));

        using var response = await host.RefreshAsync(created.Tokens!.RefreshToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, host.Storage.TotalCalls - host.Storage.Calls(StorageOperation.Insert));
    }

    /// <summary>With opaque tokens the one token is renewed, over whatever transport it came.</summary>
    [Fact]
    public async Task An_opaque_token_is_its_own_refresh_token()
    {
        await using var host = await JwtHost.StartAsync(build: static builder => builder.UseOpaqueBackend());
        var signedIn = await host.LogInAsync();
        Assert.False(signedIn.TryGetProperty("refresh_token", out _));

        using var byBearer = await host.SendAsync(
            HttpMethod.Post,
            "/auth/refresh",
            ("Authorization", "Bearer " + Text(signedIn, "token"))
        );
        var second = await JwtHost.JsonAsync(byBearer);
        using var byBody = await host.RefreshAsync(Text(second, "token"));
        using var login = await host.SendAsync(HttpMethod.Post, "/login-cookie");
        using var byCookie = await host.SendAsync(HttpMethod.Post, "/auth/refresh", ("Cookie", Line(Cookies(login))));

        Assert.Equal(HttpStatusCode.OK, byBody.StatusCode);
        Assert.Equal(["__Host-session"], Cookies(byCookie).Keys);
        Assert.DoesNotContain("\"token\"", await byCookie.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>A storage that is down is 503, and costs nobody the session.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public async Task A_storage_that_is_down_costs_nothing()
    {
        await using var host = await JwtHost.StartAsync();
        var signedIn = await host.LogInAsync();
        using (host.Storage.Fail())
        using (var down = await host.RefreshAsync(Text(signedIn, "refresh_token")))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);

        using var up = await host.RefreshAsync(Text(signedIn, "refresh_token"));

        Assert.Equal(HttpStatusCode.OK, up.StatusCode);
    }

    /// <summary>No token and no part of one is in any log line of the host, at any level.</summary>
    [Fact]
    [Trait("Sec", "8")]
    public async Task No_token_is_logged()
    {
        await using var host = await JwtHost.StartAsync();
        var signedIn = await host.LogInAsync();
        using var response = await host.RefreshAsync(Text(signedIn, "refresh_token"));
        var renewed = await JwtHost.JsonAsync(response);
        await host.MeAsync(Text(renewed, "token"));
        await host.MeAsync(Text(renewed, "token") + "x");

        Assert.NotEmpty(host.Logs.Entries);
        foreach (
            var token in new[] { signedIn, renewed }.SelectMany(tokens => Secrets.Select(name => Text(tokens, name)))
        )
            Assert.All(
                token.Split('.').Skip(1),
                part => Assert.DoesNotContain(part, host.Logs.Text, StringComparison.Ordinal)
            );
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static Dictionary<string, string> Cookies(HttpResponseMessage response) =>
        response
            .Headers.GetValues("Set-Cookie")
            .Select(static line => line.Split(';')[0].Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);

    private static string Line(Dictionary<string, string> cookies) =>
        string.Join("; ", cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}"));
}
