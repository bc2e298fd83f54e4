using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.Endpoints;

public sealed class OwnSessionsTests
{
    [Fact]
    [Trait("Req", "1.23")]
    public async Task A_user_lists_their_own_live_sessions_newest_activity_first()
    {
        await using var host = await SessionsHost.StartAsync();
        var (phone, _) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromMinutes(1));
        var (ended, _) = await host.OpenAsync();
        await host.Sessions.TerminateAsync(ended.Id, "alice", SessionEndReasons.UserLogout);
        await host.OpenAsync("bob");
        var (current, token) = await host.OpenAsync();

        var answer = await host.GetAsync("/sessions", Credentials.Cookie(token));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("Cookie", answer.Header("Vary"));
        Assert.Null(answer.Header("ETag"));
        Assert.Equal("application/json", answer.Header("Content-Type")?.Split(';')[0]);
        var rows = answer.Json().GetProperty("sessions").EnumerateArray().ToArray();
        Assert.Equal(
            [(current.Id.ToString(), true), (phone.Id.ToString(), false)],
            rows.Select(row => (row.GetProperty("id").GetString()!, row.GetProperty("is_current").GetBoolean()))
        );
        Assert.All(rows, row => Assert.Equal("active", row.GetProperty("status").GetString()));
        Assert.DoesNotContain(token, answer.Body, StringComparison.Ordinal);

        var history = await host.GetAsync("/sessions?status=terminated", Credentials.Cookie(token));
        var row = Assert.Single(history.Json().GetProperty("sessions").EnumerateArray());
        Assert.Equal("user_logout", row.GetProperty("ended").GetProperty("reason").GetString());
        Assert.Equal(
            3,
            (await host.GetAsync("/sessions?status=all", Credentials.Cookie(token)))
                .Json()
                .GetProperty("sessions")
                .GetArrayLength()
        );
    }

    [Fact]
    [Trait("Req", "4.18")]
    public async Task Ended_sessions_are_listed_whichever_way_they_ended_and_however_many_live_ones_stand_before()
    {
        await using var host = await SessionsHost.StartAsync();
        var (expired, _) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromHours(13));
        var (ended, _) = await host.OpenAsync();
        await host.Sessions.TerminateAsync(ended.Id, "root", SessionEndReasons.AdminRevoked);
        var token = "";
        for (var i = 0; i < 5; i++)
            (_, token) = await host.OpenAsync();

        var found = new List<string>();
        var address = "/sessions?status=ended&limit=2";
        for (var cursor = ""; cursor is not null; )
        {
            var page = (await host.GetAsync($"{address}{cursor}", Credentials.Cookie(token))).Json();
            found.AddRange(
                page.GetProperty("sessions").EnumerateArray().Select(row => row.GetProperty("id").GetString()!)
            );
            cursor = page.TryGetProperty("next_cursor", out var next) ? $"&cursor={next.GetString()}" : null;
        }

        Assert.Equal([ended.Id.ToString(), expired.Id.ToString()], found);
    }

    [Fact]
    [Trait("Req", "4.22")]
    public async Task A_user_names_a_device_of_their_own_and_no_other()
    {
        await using var host = await SessionsHost.StartAsync();
        var (own, token) = await host.OpenAsync();
        var (other, _) = await host.OpenAsync("bob");
        var body = """{"label":"<b>Work</b>"}""";

        var named = await host.SendBodyAsync(HttpMethod.Patch, $"/sessions/{own.Id}", body, Credentials.Cookie(token));
        Assert.Equal("<b>Work</b>", named.Json().GetProperty("label").GetString());
        Assert.Empty(named.Json().GetProperty("metadata").EnumerateObject());
        (
            await host.SendBodyAsync(HttpMethod.Patch, $"/sessions/{other.Id}", body, Credentials.Cookie(token))
        ).AssertProblem(HttpStatusCode.NotFound);
        (
            await host.SendBodyAsync(HttpMethod.Patch, $"/sessions/{own.Id}", "{}", Credentials.Cookie(token))
        ).AssertProblem(HttpStatusCode.BadRequest);
        (
            await host.SendBodyAsync(
                HttpMethod.Patch,
                $"/sessions/{own.Id}",
                body,
                Credentials.Cookie(token),
                ("Sec-Fetch-Site", "cross-site")
            )
        ).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Null((await host.Sessions.GetAsync(other.Id))!.Label);
    }

    [Fact]
    [Trait("Req", "0.14")]
    public async Task A_list_comes_page_by_page()
    {
        await using var host = await SessionsHost.StartAsync();
        var opened = new List<string>();
        var token = "";
        for (var i = 0; i < 5; i++)
        {
            var (session, secret) = await host.OpenAsync();
            opened.Insert(0, session.Id.ToString());
            token = secret;
            host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = new List<string>();
        var path = "/sessions?limit=2";
        for (var pages = 0; pages < 3; pages++)
        {
            var page = (await host.GetAsync(path, Credentials.Bearer(token))).Json();
            seen.AddRange(
                page.GetProperty("sessions").EnumerateArray().Select(row => row.GetProperty("id").GetString()!)
            );
            if (!page.TryGetProperty("next_cursor", out var next))
                break;
            path = $"/sessions?limit=2&cursor={Uri.EscapeDataString(next.GetString()!)}";
        }

        Assert.Equal(opened, seen);
    }

    [Theory]
    [InlineData("/sessions?limit=0", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/sessions?limit=1001", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/sessions?limit=-1", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/sessions?limit=ten", HttpStatusCode.BadRequest)]
    [InlineData("/sessions?cursor=x", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/sessions?status=dead", HttpStatusCode.UnprocessableEntity)]
    [Trait("Req", "2.21")]
    public async Task A_list_refuses_what_it_does_not_know(string path, HttpStatusCode status)
    {
        await using var host = await SessionsHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        (await host.GetAsync(path, Credentials.Cookie(token))).AssertProblem(status);
    }

    [Fact]
    [Trait("Req", "1.24")]
    [Trait("Sec", "18")]
    public async Task A_user_ends_one_session_and_its_next_request_is_refused()
    {
        await using var host = await SessionsHost.StartAsync();
        var (phone, phoneToken) = await host.OpenAsync();
        var (_, token) = await host.OpenAsync();
        for (var i = 0; i < 2; i++)
        {
            var ended = await host.DeleteAsync($"/sessions/{phone.Id}", Credentials.Cookie(token));
            Assert.Equal(HttpStatusCode.NoContent, ended.Status);
            Assert.Empty(ended.SetCookies);
        }

        (await host.GetAsync("/me", Credentials.Cookie(phoneToken))).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);
        var kept = await host.Sessions.GetAsync(phone.Id);
        Assert.Equal(("alice", SessionEndReasons.UserLogout), (kept!.Termination!.By, kept.Termination.Reason));
    }

    [Fact]
    [Trait("Req", "1.24")]
    public async Task Ending_the_session_of_the_request_deletes_its_cookie()
    {
        await using var host = await SessionsHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        var ended = await host.DeleteAsync($"/sessions/{session.Id}", Credentials.Cookie(token));
        Assert.Equal("", Credentials.TokenOf(ended));
        var (other, bearer) = await host.OpenAsync();
        Assert.Empty((await host.DeleteAsync($"/sessions/{other.Id}", Credentials.Bearer(bearer))).SetCookies);
        var (_, last) = await host.OpenAsync();
        Assert.Equal("", Credentials.TokenOf(await host.DeleteAsync("/sessions/user/alice", Credentials.Cookie(last))));
    }

    [Fact]
    [Trait("Req", "1.25")]
    [Trait("Req", "1.26")]
    public async Task A_user_ends_all_but_this_one_under_whatever_prefix()
    {
        await using var host = await TestHost.StartAsync(
            new() { Endpoints = static app => app.MapSessions("/api/account/sessions") }
        );
        await host.OpenAsync();
        await host.OpenAsync();
        var (_, bob) = await host.OpenAsync("bob");
        var (_, token) = await host.OpenAsync();
        var ended = await host.DeleteAsync("/api/account/sessions", Credentials.Cookie(token));
        Assert.Equal(2, ended.Json().GetProperty("count").GetInt32());
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);
        Assert.Equal("bob", (await host.GetAsync("/me", Credentials.Cookie(bob))).Body);
    }

    [Fact]
    [Trait("Req", "1.36")]
    public async Task Validation_tells_of_the_session_and_does_not_keep_it_alive()
    {
        await using var host = await SessionsHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        for (var i = 0; i < 7; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(4));
            var answer = await host.GetAsync("/sessions/validate", Credentials.Cookie(token));
            Assert.Equal(session.Id.ToString(), answer.Json().GetProperty("id").GetString());
        }

        host.Time.Advance(TimeSpan.FromMinutes(4));
        (await host.GetAsync("/sessions/validate", Credentials.Cookie(token))).AssertProblem(
            HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    [Trait("Req", "2.14")]
    public async Task Activity_keeps_a_session_alive()
    {
        await using var host = await SessionsHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromMinutes(20));
        var moved = await host.PostAsync($"/sessions/{session.Id}/activity", Credentials.Cookie(token));
        Assert.Equal(host.Time.GetUtcNow(), moved.Json().GetProperty("last_activity_at").GetDateTimeOffset());
        host.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);

        var (old, _) = await host.OpenAsync();
        await host.Sessions.TerminateAsync(old.Id, "alice", SessionEndReasons.UserLogout);
        (await host.PostAsync($"/sessions/{old.Id}/activity", Credentials.Cookie(token))).AssertProblem(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    [Trait("Req", "2.15")]
    public async Task An_extension_is_positive_and_capped()
    {
        await using var host = await SessionsHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        var path = $"/sessions/{session.Id}/extend";
        var cookie = Credentials.Cookie(token);
        var extended = await host.SendBodyAsync(HttpMethod.Post, path, """{"additional_seconds":600}""", cookie);
        Assert.Equal(session.ExpiresAt.AddMinutes(10), extended.Json().GetProperty("expires_at").GetDateTimeOffset());
        foreach (var bad in new[] { "0", "-1", "-9223372036854775808" })
        {
            var answer = await host.SendBodyAsync(
                HttpMethod.Post,
                path,
                $$"""{"additional_seconds":{{bad}}}""",
                cookie
            );
            answer.AssertProblem(HttpStatusCode.UnprocessableEntity);
            Assert.True(answer.Json().GetProperty("errors").TryGetProperty("additional_seconds", out _));
        }

        foreach (
            var bad in new[]
            {
                "",
                "{}",
                "null",
                "[]",
                "{",
                """{"additional_seconds":"x"}""",
                """{"additional_seconds":1.5}""",
            }
        )
            (await host.SendBodyAsync(HttpMethod.Post, path, bad, cookie)).AssertProblem(HttpStatusCode.BadRequest);
        (await host.PostAsync(path, cookie)).AssertProblem(HttpStatusCode.BadRequest);

        extended = await host.SendBodyAsync(
            HttpMethod.Post,
            path,
            """{"additional_seconds":9223372036854775807}""",
            cookie
        );
        Assert.Equal(session.AbsoluteExpiresAt, extended.Json().GetProperty("expires_at").GetDateTimeOffset());
        (await host.SendBodyAsync(HttpMethod.Post, path, """{"additional_seconds":1}""", cookie)).AssertProblem(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    [Trait("Req", "2.21")]
    public async Task A_storage_out_of_reach_is_503_and_keeps_the_cookie()
    {
        await using var host = await SessionsHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        var cookie = Credentials.Cookie(token);
        using (host.Storage.Fail(StorageOperation.Query))
        using (host.Storage.Fail(StorageOperation.Terminate))
        using (host.Storage.Fail(StorageOperation.TerminateAll))
        {
            foreach (
                var answer in new[]
                {
                    await host.GetAsync("/sessions", cookie),
                    await host.DeleteAsync("/sessions", cookie),
                    await host.DeleteAsync($"/sessions/{session.Id}", cookie),
                }
            )
            {
                answer.AssertProblem(HttpStatusCode.ServiceUnavailable);
                Assert.Empty(answer.SetCookies);
            }
        }
    }

    [Fact]
    public async Task The_wire_form_is_the_same_whatever_the_host_chose_for_its_own()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = services =>
                    services.ConfigureHttpJsonOptions(json =>
                        json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.KebabCaseUpper
                    ),
                Endpoints = static app => app.MapSessions(),
            }
        );
        var (_, token) = await host.OpenAsync();
        var answer = await host.GetAsync("/sessions/validate", Credentials.Cookie(token));
        Assert.True(answer.Json().TryGetProperty("last_activity_at", out _), answer.Body);
    }
}
