using System.Net;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Tests.Endpoints;

public sealed class OthersSessionsTests
{
    public static TheoryData<string, string> OfOneSession =>
        new()
        {
            { "GET", "/sessions/{0}" },
            { "DELETE", "/sessions/{0}" },
            { "POST", "/sessions/{0}/activity" },
            { "POST", "/sessions/{0}/extend" },
        };

    [Theory]
    [MemberData(nameof(OfOneSession))]
    [Trait("Sec", "21")]
    [Trait("Req", "2.12")]
    public async Task Anothers_session_a_missing_one_and_no_id_are_the_same_404_byte_for_byte(
        string method,
        string path
    )
    {
        await using var host = await SessionsHost.StartAsync();
        var (bobs, bobsToken) = await host.OpenAsync("bob");
        var (own, token) = await host.OpenAsync();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in new[] { bobs.Id.ToString(), SessionId.Create("bob").ToString(), "nonsense", "%0d%0a" })
        {
            var target = string.Format(path, id);
            const string body = """{"additional_seconds":60}""";
            var answer = await RawHttp.SendAsync(
                host.Address,
                method,
                target,
                method == "POST" ? body : "",
                $"Authorization: Bearer {token}",
                "Content-Type: application/json"
            );
            Assert.Equal(404, RawHttp.StatusOf(answer));
            answers.Add(answer);
        }

        Assert.Single(answers);
        Assert.Contains("application/problem+json", answers.Single(), StringComparison.Ordinal);
        Assert.Equal("bob", (await host.GetAsync("/me", Credentials.Cookie(bobsToken))).Body);
        Assert.Equal(bobs, await host.Sessions.GetAsync(bobs.Id));
        Assert.NotNull(await host.Sessions.GetAsync(own.Id));
    }

    [Fact]
    [Trait("Sec", "21")]
    [Trait("Req", "2.17")]
    public async Task Another_users_lists_are_404_whether_or_not_there_is_such_a_user()
    {
        await using var host = await SessionsHost.StartAsync();
        var (_, bob) = await host.OpenAsync("bob");
        var (_, token) = await host.OpenAsync();
        foreach (var (method, suffix) in new[] { ("GET", "/sessions"), ("DELETE", "") })
        {
            var there = await SendAsync(host, method, $"/sessions/user/bob{suffix}", token);
            var none = await SendAsync(host, method, $"/sessions/user/nobody{suffix}", token);
            Assert.Equal(404, RawHttp.StatusOf(there));
            Assert.Equal(there, none);
        }

        Assert.Equal("bob", (await host.GetAsync("/me", Credentials.Cookie(bob))).Body);
        var own = await host.GetAsync("/sessions/user/alice/sessions", Credentials.Cookie(token));
        Assert.Equal(1, own.Json().GetProperty("sessions").GetArrayLength());
        (await host.GetAsync("/sessions/stats", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("Sec", "20")]
    [Trait("Req", "2.18")]
    [Trait("Req", "2.19")]
    public async Task An_admin_sees_and_ends_anybodys()
    {
        await using var host = await SessionsHost.StartAsync();
        var (first, _) = await host.OpenAsync("bob");
        var (_, second) = await host.OpenAsync("bob");
        var (_, admin) = await host.OpenAsync("root", "admin");
        var cookie = Credentials.Cookie(admin);
        Assert.Equal(
            2,
            (await host.GetAsync("/sessions/user/bob/sessions", cookie)).Json().GetProperty("sessions").GetArrayLength()
        );
        Assert.Equal(
            first.Id.ToString(),
            (await host.GetAsync($"/sessions/{first.Id}", cookie)).Json().GetProperty("id").GetString()
        );
        Assert.Equal(HttpStatusCode.NoContent, (await host.DeleteAsync($"/sessions/{first.Id}", cookie)).Status);
        Assert.Equal(SessionEndReasons.AdminRevoked, (await host.Sessions.GetAsync(first.Id))!.Termination!.Reason);
        var statistics = (await host.GetAsync("/sessions/stats", cookie)).Json();
        Assert.Equal(2, statistics.GetProperty("live").GetInt64());
        Assert.Equal(1, statistics.GetProperty("terminated").GetInt64());
        Assert.Equal(1, (await host.DeleteAsync("/sessions/user/bob", cookie)).Json().GetProperty("count").GetInt32());
        (await host.GetAsync("/me", Credentials.Cookie(second))).AssertProblem(HttpStatusCode.Unauthorized);
        // The admin's own list is their own: no empty filter shows everybody's.
        Assert.Equal(1, (await host.GetAsync("/sessions", cookie)).Json().GetProperty("sessions").GetArrayLength());
    }

    private static Task<string> SendAsync(TestHost host, string method, string path, string token) =>
        RawHttp.ExchangeAsync(host.Address, method, path, $"Authorization: Bearer {token}");
}
