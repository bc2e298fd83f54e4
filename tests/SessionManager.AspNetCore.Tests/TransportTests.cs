using System.Net;
using Microsoft.AspNetCore.Builder;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

public sealed class TransportTests
{
    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    [Trait("Req", "2.2")]
    public async Task A_token_is_accepted_by_each_transport(string transport)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var answer = await host.GetAsync("/me", Credentials.By(transport, token));
        Assert.Equal((HttpStatusCode.OK, "alice"), (answer.Status, answer.Body));
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Find));
    }

    [Theory]
    [InlineData("Cookie", "a=b; __Host-session={0}; c=d")]
    [InlineData("Cookie", "a=b;__Host-session={0};c=d")]
    [InlineData("Cookie", "__Host-session2=x; x__Host-session=y; __Host-session={0}")]
    [InlineData("Cookie", "__host-session=x; __Host-session={0}")]
    [InlineData("Authorization", "bearer {0}")]
    [InlineData("Authorization", "BEARER   {0}")]
    [InlineData("x-session-id", "{0}")]
    public async Task A_token_is_found_among_its_neighbours(string name, string value)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var answer = await host.GetAsync("/me", (name, string.Format(null, value, token)));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("/me?token={0}")]
    [InlineData("/me?access_token={0}")]
    [InlineData("/me?X-Session-ID={0}&__Host-session={0}&session={0}")]
    [InlineData("/me;__Host-session={0}")]
    [InlineData("/me/{0}")]
    [Trait("Sec", "8")]
    public async Task A_token_in_path_or_query_is_no_credential(string path)
    {
        await using var host = await TestHost.StartAsync(
            new() { Endpoints = app => app.MapGet("/me{rest}", () => "in").RequireSession() }
        );
        var (_, token) = await host.OpenAsync();
        var answer = await host.GetAsync(string.Format(null, path, token));
        Assert.NotEqual(HttpStatusCode.OK, answer.Status);
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Find));
    }

    [Theory]
    [InlineData("Authorization", "Basic {0}")]
    [InlineData("Authorization", "Bearertoken {0}")]
    [InlineData("Authorization", "{0}")]
    [InlineData("Cookie", "session={0}")]
    [InlineData("Cookie", "__HOST-SESSION={0}")]
    [InlineData("X-Session", "{0}")]
    public async Task What_is_not_ours_is_not_read(string name, string value)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var answer = await host.GetAsync("/me", (name, string.Format(null, value, token)));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Find));
    }

    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    public async Task A_transport_that_is_switched_off_is_not_read(string transport)
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Http = options =>
                {
                    options.AcceptCookie = transport != "cookie";
                    options.AcceptBearer = transport != "bearer";
                    options.AcceptHeader = transport != "header";
                },
            }
        );
        var (_, token) = await host.OpenAsync();
        foreach (var used in new[] { "cookie", "bearer", "header" })
        {
            var answer = await host.GetAsync("/optional", Credentials.By(used, token));
            Assert.Equal(used == transport ? "nobody" : "alice", answer.Body);
        }

        // Nothing is ambiguous about a credential that nobody reads.
        var others = new[] { "cookie", "bearer", "header" }.Where(used => used != transport).ToArray();
        var both = await host.GetAsync("/me", Credentials.By(transport, token), Credentials.By(others[0], token));
        Assert.Equal(HttpStatusCode.OK, both.Status);
    }

    [Fact]
    public async Task The_session_header_may_have_another_name()
    {
        await using var host = await TestHost.StartAsync(new() { Http = options => options.HeaderName = "X-Auth" });
        var (_, token) = await host.OpenAsync();
        Assert.Equal("alice", (await host.GetAsync("/optional", ("X-Auth", token))).Body);
        Assert.Equal("nobody", (await host.GetAsync("/optional", Credentials.Header(token))).Body);
    }

    [Fact]
    [Trait("Req", "2.5")]
    [Trait("Req", "3.22")]
    public async Task A_session_is_optional_unless_it_is_required()
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        Assert.Equal("nobody", (await host.GetAsync("/optional")).Body);
        Assert.Equal("alice", (await host.GetAsync("/optional", Credentials.Cookie(token))).Body);
        Assert.Equal("nobody", (await host.GetAsync("/optional", Credentials.Cookie(Credentials.Unknown()))).Body);
        Assert.Equal("hello", (await host.GetAsync("/anonymous")).Body);
    }
}
