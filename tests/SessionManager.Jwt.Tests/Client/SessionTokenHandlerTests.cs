using System.Net;
using SessionManager.Jwt.Client;
using SessionManager.Jwt.Tests.Http;
using SessionManager.Testing.Storage;

namespace SessionManager.Jwt.Tests.Client;

/// <summary>A client against a real host.</summary>
[Trait("Req", "1.27")]
public sealed class SessionTokenHandlerTests
{
    /// <summary>Forty requests that all meet an expired token are one refresh, and all succeed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "29")]
    public async Task Parallel_requests_are_one_refresh(bool inTime)
    {
        await using var host = await JwtHost.StartAsync();
        var told = new List<ClientTokens?>();
        using var handler = await SignedInAsync(host, told, inTime);
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        host.Time.Advance(TimeSpan.FromMinutes(11));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.GetAsync("/me")));

        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Replace));
        Assert.Same(handler.Tokens, Assert.Single(told));
    }

    /// <summary>Whoever keeps the tokens is told of new ones while no request can have them yet.</summary>
    [Fact]
    [Trait("Sec", "29")]
    public async Task New_tokens_are_told_before_any_request_has_them()
    {
        await using var host = await JwtHost.StartAsync();
        using var handler = await SignedInAsync(host, [], inTime: true);
        var (before, meanwhile) = (handler.Tokens, default(ClientTokens));
        handler.TokensChanged = _ => meanwhile = handler.Tokens;
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        host.Time.Advance(TimeSpan.FromMinutes(7));

        using var answer = await client.GetAsync("/me");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Same(before, meanwhile);
        Assert.NotSame(before, handler.Tokens);
    }

    /// <summary>A body is there to be sent again after a refusal.</summary>
    [Fact]
    public async Task A_body_is_sent_again()
    {
        await using var host = await JwtHost.StartAsync();
        using var handler = await SignedInAsync(host, [], inTime: false);
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        host.Time.Advance(TimeSpan.FromMinutes(11));
        using var body = new StreamContent(new MemoryStream("hello"u8.ToArray()));

        using var answer = await client.PostAsync("/echo", body);

        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A refresh that is refused signs out; one that fails on the way does not.</summary>
    [Fact]
    public async Task Only_a_refusal_signs_out()
    {
        await using var host = await JwtHost.StartAsync();
        var told = new List<ClientTokens?>();
        using var handler = await SignedInAsync(host, told, inTime: true);
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        host.Time.Advance(TimeSpan.FromMinutes(7));
        using (host.Storage.Fail(StorageOperation.Replace))
        using (var answer = await client.GetAsync("/me"))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull(handler.Tokens);
        Assert.Empty(told);

        await host.Sessions.TerminateAllAsync("alice", "alice", "user_logout_all");
        using var refused = await client.GetAsync("/me");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Null(handler.Tokens);
        Assert.Null(Assert.Single(told));
    }

    /// <summary>
    /// The old pair is spent by then: without the new one the user would be signed out. Whoever keeps the tokens hears of
    /// it, also when that fails as a request does.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task New_tokens_are_used_although_they_could_not_be_kept(bool isRemote)
    {
        await using var host = await JwtHost.StartAsync();
        using var handler = await SignedInAsync(host, [], inTime: true);
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        var before = handler.Tokens;
        Exception full = isRemote
            ? new HttpRequestException("The vault is full.")
            : new IOException("The disk is full.");
        handler.TokensChanged = _ => throw full;
        host.Time.Advance(TimeSpan.FromMinutes(7));

        Assert.Same(full, await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync("/me")));
        Assert.NotEqual(before!.RefreshToken, handler.Tokens!.RefreshToken);
        using var next = await client.GetAsync("/me");

        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    /// <summary>The token goes to its own host and to no other.</summary>
    [Fact]
    public async Task The_token_goes_to_its_own_host_only()
    {
        await using var host = await JwtHost.StartAsync();
        await using var other = await JwtHost.StartAsync();
        using var handler = await SignedInAsync(host, [], inTime: true);
        using var client = new HttpClient(handler);

        using var own = await client.GetAsync(new Uri(host.Address, "/me"));
        using var elsewhere = await client.GetAsync(new Uri(other.Address, "/me"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (own.StatusCode, elsewhere.StatusCode));
        Assert.NotNull(own.RequestMessage!.Headers.Authorization);
        Assert.Null(elsewhere.RequestMessage!.Headers.Authorization);
    }

    private static async Task<SessionTokenHandler> SignedInAsync(JwtHost host, List<ClientTokens?> told, bool inTime)
    {
        var signedIn = await host.LogInAsync();
        var tokens = new ClientTokens
        {
            Token = signedIn.GetProperty("token").GetString()!,
            RefreshToken = signedIn.GetProperty("refresh_token").GetString(),
            RefreshAt = inTime ? signedIn.GetProperty("refresh_at").GetDateTimeOffset() : null,
        };
        return new SessionTokenHandler(tokens, new Uri(host.Address, "/auth/refresh"), host.Time)
        {
            InnerHandler = new SocketsHttpHandler(),
            TokensChanged = told.Add,
        };
    }
}
