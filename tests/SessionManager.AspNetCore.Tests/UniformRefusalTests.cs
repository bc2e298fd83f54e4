using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

public sealed class UniformRefusalTests
{
    [Theory]
    [InlineData("/me")]
    [InlineData("/authorized")]
    [InlineData("/attribute")]
    [InlineData("/admin")]
    [Trait("Sec", "14")]
    [Trait("Req", "2.4")]
    public async Task Every_refusal_is_the_same_byte_for_byte(string path)
    {
        await using var host = await TestHost.StartAsync();
        var missing = await RawHttp.ExchangeAsync(host.Address, "GET", path);
        Assert.Equal(401, RawHttp.StatusOf(missing));
        Assert.Contains("\r\nWWW-Authenticate: Bearer\r\n", missing, StringComparison.Ordinal);
        Assert.Contains("\r\nCache-Control: no-store\r\n", missing, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/problem+json\r\n", missing, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie", missing, StringComparison.OrdinalIgnoreCase);

        foreach (var (why, token) in await RefusedAsync(host))
        {
            foreach (var transport in new[] { "cookie", "bearer", "header" })
            {
                var (name, value) = Credentials.By(transport, token);
                var answer = await RawHttp.ExchangeAsync(host.Address, "GET", path, $"{name}: {value}");
                Assert.True(missing == answer, $"{why} by {transport} is told apart:\n{answer}");
            }
        }

        using (
            host.Storage.Fail(
                StorageOperation.Find,
                exception: new SessionRecordUnreadableException("A newer version wrote it.")
            )
        )
        {
            var (name, value) = Credentials.Cookie(Credentials.Unknown());
            Assert.Equal(missing, await RawHttp.ExchangeAsync(host.Address, "GET", path, $"{name}: {value}"));
        }
    }

    private static async Task<IReadOnlyList<(string Why, string Token)>> RefusedAsync(TestHost host)
    {
        var (ended, endedToken) = await host.OpenAsync();
        await host.Sessions.TerminateAsync(ended.Id, "admin", SessionEndReasons.AdminRevoked);
        var (rotated, rotatedToken) = await host.OpenAsync("bob");
        Assert.True((await host.Sessions.RotateAsync(rotated.Id)).Succeeded);
        var (_, refreshedToken) = await host.OpenAsync("carol");
        Assert.True((await host.Sessions.RefreshAsync(refreshedToken)).Succeeded);
        var (expired, expiredToken) = await host.OpenAsync("dave");
        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(SessionStatus.Expired, expired.StatusAt(host.Time.GetUtcNow()));
        var (live, liveToken) = await host.OpenAsync("erin");
        Assert.Equal(200, RawHttp.StatusOf(await GetAsync(host, "/me", liveToken)));
        return
        [
            ("empty", ""),
            ("malformed", "garbage"),
            ("cut", liveToken[..^1]),
            ("id alone", live.Id.ToString()),
            ("unknown", Credentials.Unknown()),
            ("wrong secret", Credentials.WithOtherSecret(live.Id)),
            ("wrong secret of an ended session", Credentials.WithOtherSecret(ended.Id)),
            ("ended", endedToken),
            ("replaced at once", rotatedToken),
            ("replaced and past its grace", refreshedToken),
            ("expired and not swept", expiredToken),
        ];
    }

    private static Task<string> GetAsync(TestHost host, string path, string token) =>
        RawHttp.ExchangeAsync(host.Address, "GET", path, $"Authorization: Bearer {token}");
}
