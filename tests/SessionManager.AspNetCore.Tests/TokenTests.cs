using System.Net;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

public sealed class TokenTests
{
    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    [Trait("Sec", "2")]
    public async Task What_is_at_rest_is_no_credential(string transport)
    {
        await using var host = await TestHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        var record = await host.Storage.FindAsync(session.Id, CancellationToken.None);
        var hash = System.Buffers.Text.Base64Url.EncodeToString(record!.SecretHash.Bytes);
        var forged = $"{token[..token.IndexOf('.', StringComparison.Ordinal)]}.{hash}";
        Assert.True(
            SessionToken.TryParse(forged, out _),
            "The forged token must fail for its secret, not for its form."
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await host.GetAsync("/me", Credentials.By(transport, forged))).Status
        );
    }

    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    [Trait("Sec", "3")]
    [Trait("Req", "D")]
    public async Task The_public_id_is_no_credential(string transport)
    {
        await using var host = await TestHost.StartAsync();
        var (session, _) = await host.OpenAsync();
        var id = session.Id.ToString();
        foreach (var presented in new[] { id, id[SessionId.Prefix.Length..], $"{id}.", $"{id}.{id}" })
        {
            var answer = await host.GetAsync("/me", Credentials.By(transport, presented));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        }

        Assert.Equal(0, host.Storage.Calls(StorageOperation.Find));
    }

    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [InlineData("header")]
    [Trait("Sec", "4")]
    public async Task Nothing_but_the_one_spelling_reaches_the_storage(string transport)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        foreach (var spelling in OtherSpellings(token, new Random(20400101)))
        {
            var answer = await host.GetAsync("/me", Credentials.By(transport, spelling));
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, spelling);
        }

        Assert.Equal(0, host.Storage.Calls(StorageOperation.Find));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.By(transport, token))).Status);
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Find));
    }

    [Fact]
    [Trait("Sec", "5")]
    public async Task An_unknown_token_opens_nothing()
    {
        await using var host = await TestHost.StartAsync();
        for (var i = 0; i < 20; i++)
            await host.GetAsync("/optional", Credentials.Cookie(Credentials.Unknown()));
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Insert));
        var statistics = await host.Sessions.GetStatisticsAsync();
        Assert.Equal(0, statistics.Total);
    }

    [Fact]
    [Trait("Sec", "8")]
    [Trait("Req", "0.19")]
    public async Task No_log_line_holds_a_token()
    {
        await using var host = await TestHost.StartAsync();
        List<string> tokens = [];
        var login = await host.PostAsync("/login?user=alice");
        tokens.Add(Credentials.TokenOf(login));
        var app = await host.PostAsync("/login?user=bob&token=true");
        tokens.Add(app.Json().GetProperty("token").GetString()!);
        tokens.Add(Credentials.Unknown());
        foreach (var token in tokens)
        {
            foreach (var transport in new[] { "cookie", "bearer", "header" })
            {
                await host.GetAsync("/me", Credentials.By(transport, token));
                await host.GetAsync("/authorized", Credentials.By(transport, token));
                await host.GetAsync("/me", Credentials.By(transport, token + "x"));
                await host.GetAsync("/me", Credentials.By(transport, token), Credentials.Header(token));
            }
        }

        using (host.Storage.Fail())
        {
            await host.GetAsync("/me", Credentials.Cookie(tokens[0]));
            await host.PostAsync("/logout", Credentials.Cookie(tokens[0]));
        }

        await host.PostAsync("/logout", Credentials.Cookie(tokens[0]));
        var log = host.Logs.Text;
        Assert.Contains(" SessionManager.AspNetCore.Authentication.", log, StringComparison.Ordinal);
        Assert.Contains(" Microsoft.AspNetCore.Server.Kestrel", log, StringComparison.Ordinal);
        foreach (var token in tokens)
        {
            var secret = token[(token.IndexOf('.', StringComparison.Ordinal) + 1)..];
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> OtherSpellings(string token, Random random)
    {
        yield return "x";
        yield return new string('A', 70);
        yield return new string('.', 70);
        yield return new string('A', 8000);
        yield return token + token;
        yield return $"sess_{token}";
        yield return $"\"{token}\"";
        yield return token + "=";
        yield return token.Replace('.', ':');
        yield return Uri.HexEscape(token[0]) + token[1..];
        // The bits beyond the last byte, of the id and of the secret: the same bytes, another spelling.
        foreach (var place in new[] { 25, 69 })
        {
            var canonical = place == 25 ? "AQgw" : "AEIMQUYcgkosw048";
            foreach (var c in Base64Url.Where(c => !canonical.Contains(c, StringComparison.Ordinal)))
                yield return Put(token, place, c);
        }

        for (var i = 0; i < 150; i++)
        {
            var place = random.Next(1, token.Length - 1);
            yield return token.Remove(place, 1);
            yield return token.Insert(place, "A");
            yield return token.Insert(place, " ");
            yield return Put(token, place, place == 26 ? 'A' : "+/=.!~@%"[random.Next(8)]);
        }
    }

    private static string Put(string token, int place, char c) => $"{token[..place]}{c}{token[(place + 1)..]}";
}
