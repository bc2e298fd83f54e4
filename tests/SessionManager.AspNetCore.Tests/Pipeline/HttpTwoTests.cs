using System.Net;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests.Pipeline;

public sealed class HttpTwoTests
{
    [Fact]
    [Trait("Sec", "9")]
    [Trait("Sec", "11")]
    public async Task Two_browsers_over_http_2_have_a_session_each()
    {
        await using var host = await TestHost.StartAsync(new() { Https = true, RequireHttps = true });
        using var first = Browser(host);
        using var second = Browser(host);
        foreach (var (browser, user) in new[] { (first, "alice"), (second, "bob") })
        {
            using var login = await browser.PostAsync($"/login?user={user}", content: null);
            Assert.Equal(HttpVersion.Version20, login.Version);
        }

        Assert.Equal("alice", await first.GetStringAsync("/me"));
        Assert.Equal("bob", await second.GetStringAsync("/me"));
        using var logout = await first.PostAsync("/logout", content: null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("/me")).StatusCode);
        Assert.Equal("bob", await second.GetStringAsync("/me"));

        // HTTP/2 may split a cookie header into several: two session cookies are two, however they come.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.TryAddWithoutValidation("X-Session-ID", "another");
        Assert.Equal(HttpStatusCode.BadRequest, (await second.SendAsync(request)).StatusCode);
    }

    private static HttpClient Browser(TestHost host)
    {
        var client = host.CreateClient(new CookieContainer());
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return client;
    }
}
