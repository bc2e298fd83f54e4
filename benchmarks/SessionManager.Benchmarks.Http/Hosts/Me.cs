using System.Globalization;
using System.Text.Json.Serialization;

namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>The answer of <c>GET /me</c>, of one length on every host: user names have a fixed width.</summary>
internal sealed record Me(string User, bool Active)
{
    public static string UserName(int number) => number.ToString("'user-'0000", CultureInfo.InvariantCulture);

    /// <summary>
    /// What every host does once it knows the user's name, or that there is none: so they differ only in how they learn it.
    /// The endpoint returns it as an object, as a minimal API does.
    /// </summary>
    public static Me? Answer(HttpContext http, string? user)
    {
        if (user is not null)
            return new Me(user, Active: true);
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(ServerStats))]
internal sealed partial class HostJsonContext : JsonSerializerContext;
