using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests.Pipeline;

public sealed class ForwardedHeadersTests
{
    [Theory]
    [InlineData("", "127.0.0.1", "http")]
    [InlineData("10.0.0.0/8", "127.0.0.1", "http")]
    [InlineData("127.0.0.1", "203.0.113.9", "https")]
    [InlineData("127.0.0.0/8", "203.0.113.9", "https")]
    [Trait("Sec", "13")]
    [Trait("Req", "3.23")]
    public async Task Only_a_known_proxy_says_where_a_client_is(string proxy, string address, string scheme)
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Http = options =>
                {
                    if (proxy.Length > 0)
                        options.KnownProxies.Add(proxy);
                },
                Endpoints = static app =>
                    app.MapGet(
                        "/where",
                        static (HttpContext http) => $"{http.GetClientAddress()} {http.Request.Scheme}"
                    ),
            }
        );
        (string, string)[] forwarded =
        [
            ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"),
            ("X-Forwarded-Proto", "https, https"),
        ];
        Assert.Equal($"{address} {scheme}", (await host.GetAsync("/where", forwarded)).Body);
        var login = await host.PostAsync("/login?user=alice", forwarded);
        var session = Assert.Single((await host.Sessions.QueryAsync(new())).Sessions);
        Assert.Equal(address, session.IpAddress);
        Assert.NotEmpty(login.SetCookies);
    }
}
