namespace SessionManager.Benchmarks.Http.Preparation;

internal static class Logins
{
    /// <summary>Signs every user in: a Cookie header for each, or none at all when the host sets no cookie.</summary>
    public static async Task<IReadOnlyList<string>> CollectAsync(
        HttpClient client,
        int sessions,
        CancellationToken cancellationToken
    )
    {
        var cookies = new List<string>(sessions);
        for (var number = 0; number < sessions; number++)
        {
            using var answer = await client.PostAsync($"/login/{number}", content: null, cancellationToken);
            answer.EnsureSuccessStatusCode();
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
                cookies.Add(string.Join("; ", set.Select(cookie => cookie.Split(';', 2)[0])));
        }

        return cookies;
    }
}
