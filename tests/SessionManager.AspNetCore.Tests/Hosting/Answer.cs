using System.Net;
using System.Text.Json;

namespace SessionManager.AspNetCore.Tests.Hosting;

/// <summary>A response, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string[]> Headers)
{
    public IReadOnlyList<string> SetCookies => Headers.TryGetValue("Set-Cookie", out var cookies) ? cookies : [];

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            headers[name] = [.. values];
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
    }

    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? string.Join(", ", values) : null;

    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>An answer of RFC 9457 with this status, which no cache may keep.</summary>
    public void AssertProblem(HttpStatusCode status)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", Header("Content-Type")?.Split(';')[0]);
        Assert.Equal("no-store", Header("Cache-Control"));
        Assert.Equal((int)status, Json().GetProperty("status").GetInt32());
        Assert.NotEmpty(Json().GetProperty("title").GetString()!);
    }
}
