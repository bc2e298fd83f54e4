using System.Globalization;
using System.Text.Json.Serialization;

namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>The answer of <c>GET /me</c>, of one length on every host: user names have a fixed width.</summary>
internal static class Me
{
    public static string UserName(int number) => number.ToString("'user-'0000", CultureInfo.InvariantCulture);

    /// <summary>
    /// What every host does once it knows the user's name, or that there is none: so they differ only in how they learn it.
    /// The endpoint returns it as text, the smallest thing a minimal API returns, so that little else is measured.
    /// </summary>
    public static string Answer(HttpContext http, string? user)
    {
        if (user is null)
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return user ?? string.Empty;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServerStats))]
internal sealed partial class HostJsonContext : JsonSerializerContext;
