using System.Text.Json;
using SessionManager.Jwt.Client;

namespace JwtApi;

/// <summary>A client in C#: twenty calls at once with a token that the server refuses cost one refresh.</summary>
internal static class ParallelCalls
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static async Task RunAsync(Uri address)
    {
        using var anonymous = new HttpClient { BaseAddress = address };
        using var login = await anonymous.PostAsJsonAsync("/auth/login", new { user = "alice", password = "demo" });
        var tokens = (await login.Content.ReadFromJsonAsync<ClientTokens>(SnakeCase))!;

        var refreshes = 0;
        // An access token gone bad stands for one that has run out.
        using var handler = new SessionTokenHandler(
            tokens with
            {
                Token = "expired",
            },
            new Uri(address, "/auth/refresh")
        )
        {
            InnerHandler = new SocketsHttpHandler(),
            TokensChanged = _ => refreshes++, // keep them where your platform keeps secrets
        };
        using var client = new HttpClient(handler) { BaseAddress = address };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/me")));
        Console.WriteLine(
            $"{answers.Count(static answer => answer.IsSuccessStatusCode)} of 20 calls succeeded, with {refreshes} refresh."
        );
    }
}
