using System.Net;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.Hosting;

/// <summary>What <see cref="TestEndpoints"/> answer however the host is put together, with one look into the storage.</summary>
internal static class UsualAnswers
{
    public static async Task AssertAsync(TestHost host)
    {
        var (_, token) = await host.OpenAsync();
        var (_, admin) = await host.OpenAsync("root", "admin");
        foreach (var path in new[] { "/me", "/authorized", "/attribute", "/admin" })
        {
            (await host.GetAsync(path)).AssertProblem(HttpStatusCode.Unauthorized);
            var before = host.Storage.Calls(StorageOperation.Find);
            Assert.Equal("root", (await host.GetAsync(path, Credentials.Cookie(admin))).Body);
            Assert.Equal(before + 1, host.Storage.Calls(StorageOperation.Find));
        }

        var name = (await host.GetAsync("/user", Credentials.Cookie(token))).Body;
        Assert.Equal("alice", name);
        Assert.Equal("alice", (await host.GetAsync("/authorized", Credentials.Cookie(token))).Body);
        (await host.GetAsync("/admin", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal("hello", (await host.GetAsync("/anonymous")).Body);
        Assert.Equal("nobody", (await host.GetAsync("/user")).Body);
        (await host.GetAsync("/me", Credentials.Cookie(token), Credentials.Header(token))).AssertProblem(
            HttpStatusCode.BadRequest
        );
        using (host.Storage.Fail())
        {
            (await host.GetAsync("/authorized", Credentials.Cookie(token))).AssertProblem(
                HttpStatusCode.ServiceUnavailable
            );
            Assert.Equal("hello", (await host.GetAsync("/anonymous", Credentials.Cookie(token))).Body);
        }
    }
}
