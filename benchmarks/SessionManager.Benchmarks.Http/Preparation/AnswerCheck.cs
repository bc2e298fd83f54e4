using System.Net;
using SessionManager.Benchmarks.Http.Children;
using SessionManager.Benchmarks.Http.Hosts;

namespace SessionManager.Benchmarks.Http.Preparation;

/// <summary>
/// A host that lets anyone in, or tells everyone the same name, would be fast and worth nothing: seen to once, before
/// anything is measured.
/// </summary>
internal static class AnswerCheck
{
    public static async Task RunAsync(
        HostChild host,
        bool authenticates,
        IReadOnlyList<string> cookies,
        CancellationToken cancellationToken
    )
    {
        await ExpectMeAsync(host, UntouchedBranch.BarePath, cookie: null, user: 0, cancellationToken);
        if (!authenticates)
        {
            await ExpectMeAsync(host, "/me", cookie: null, user: 0, cancellationToken);
            return;
        }

        await ExpectMeAsync(host, "/me", cookies[0], user: 0, cancellationToken);
        await ExpectMeAsync(host, "/me", cookies[^1], cookies.Count - 1, cancellationToken);
        await ExpectRefusalAsync(host, cookie: null, cancellationToken);
        await ExpectRefusalAsync(host, Altered(cookies[0]), cancellationToken);
    }

    private static async Task ExpectMeAsync(
        HostChild host,
        string path,
        string? cookie,
        int user,
        CancellationToken cancellationToken
    )
    {
        using var answer = await GetAsync(host, path, cookie, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var me = await answer.Content.ReadFromJsonAsync(HostJsonContext.Default.Me, cancellationToken);
        if (me != new Me(Me.UserName(user), Active: true))
            throw new InvalidOperationException($"{host.Name}: {path} answered {me} to user {user}.");
    }

    private static async Task ExpectRefusalAsync(HostChild host, string? cookie, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(host, "/me", cookie, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
            throw new InvalidOperationException(
                $"{host.Name}: /me answered {(int)answer.StatusCode} to {(cookie is null ? "no" : "a wrong")} cookie."
            );
    }

    private static async Task<HttpResponseMessage> GetAsync(
        HostChild host,
        string path,
        string? cookie,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return await host.Client.SendAsync(request, cancellationToken);
    }

    /// <summary>One character in the middle of the value changed: the right name, length and alphabet, the wrong secret.</summary>
    private static string Altered(string cookie)
    {
        var value = cookie.IndexOf('=', StringComparison.Ordinal) + 1;
        var middle = value + ((cookie.Length - value) / 2);
        return string.Concat(cookie.AsSpan(0, middle), cookie[middle] == 'A' ? "B" : "A", cookie.AsSpan(middle + 1));
    }
}
