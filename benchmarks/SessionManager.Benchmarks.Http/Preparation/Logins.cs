using System.Net;

namespace SessionManager.Benchmarks.Http.Preparation;

internal static class Logins
{
    /// <summary>The first sign-in compiles all it needs, which on a busy machine may take longer than one may take.</summary>
    private const int FirstAttempts = 5;

    /// <summary>Signs every user in: a Cookie header for each, or none at all when the host sets no cookie.</summary>
    public static async Task<IReadOnlyList<string>> CollectAsync(
        string host,
        HttpClient client,
        int sessions,
        CancellationToken cancellationToken
    )
    {
        var cookies = new List<string>(sessions);
        for (var number = 0; number < sessions; number++)
        {
            using var answer = await SignInAsync(client, number, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{host}: /login/{number} answered {(int)answer.StatusCode}.");
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
                cookies.Add(string.Join("; ", set.Select(cookie => cookie.Split(';', 2)[0])));
        }

        return cookies;
    }

    private static async Task<HttpResponseMessage> SignInAsync(
        HttpClient client,
        int number,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await client.PostAsync($"/login/{number}", content: null, cancellationToken);
            if (number > 0 || answer.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == FirstAttempts)
                return answer;
            answer.Dispose();
        }
    }
}
