using System.Net;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

/// <summary>Every pair of credentials, of the same kind and of different ones, good and bad, equal and not.</summary>
public sealed class AmbiguousCredentialTests
{
    private static readonly string[] Kinds = ["cookie", "bearer", "header"];

    public static TheoryData<string, string, string> Pairs()
    {
        var pairs = new TheoryData<string, string, string>();
        for (var first = 0; first < Kinds.Length; first++)
        {
            for (var second = first; second < Kinds.Length; second++)
            {
                foreach (var with in new[] { "the same", "another's", "garbage", "nothing" })
                    pairs.Add(Kinds[first], Kinds[second], with);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    [Trait("Sec", "11")]
    public async Task Two_credentials_are_refused_whatever_they_are(string first, string second, string with)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var other = with switch
        {
            "the same" => token,
            "another's" => (await host.OpenAsync("bob")).Token,
            "garbage" => "garbage",
            _ => "",
        };
        foreach (var path in new[] { "/me", "/authorized", "/optional", "/anonymous" })
        {
            foreach (var (a, b) in new[] { (token, other), (other, token) })
            {
                var answer = await RawHttp.ExchangeAsync(host.Address, "GET", path, Line(first, a), Line(second, b));
                Assert.Equal(400, RawHttp.StatusOf(answer));
                Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
            }
        }

        Assert.Equal(0, host.Storage.Calls(StorageOperation.Find));
    }

    [Theory]
    [InlineData("Cookie: __Host-session={0}; __Host-session={0}")]
    [InlineData("Cookie: __Host-session={0}; a=b; __Host-session=")]
    [InlineData("Authorization: Bearer {0}\r\nAuthorization: Basic YTpi")]
    [InlineData("Authorization: Basic YTpi\r\nAuthorization: Bearer {0}")]
    [Trait("Sec", "11")]
    public async Task Two_in_one_header_are_two(string lines)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var answer = await RawHttp.ExchangeAsync(host.Address, "GET", "/me", string.Format(null, lines, token));
        Assert.Equal(400, RawHttp.StatusOf(answer));
    }

    [Fact]
    [Trait("Sec", "11")]
    public async Task The_refusal_is_a_problem_and_the_same_for_a_sign_in()
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var answer = await host.PostAsync("/login?user=bob", Credentials.Cookie(token), Credentials.Bearer(token));
        answer.AssertProblem(HttpStatusCode.BadRequest);
        Assert.Empty(answer.SetCookies);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
    }

    private static string Line(string kind, string token)
    {
        var (name, value) = Credentials.By(kind, token);
        return $"{name}: {value}";
    }
}
