using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace WebApp;

/// <summary>How often one address may try what is worth trying often.</summary>
internal static class Limits
{
    public const string Credentials = "credentials";
    public const string Rotation = "rotation";

    public static void Add(RateLimiterOptions options)
    {
        options.AddPolicy(Credentials, static http => Window(http, permits: 30));
        options.AddPolicy(Rotation, static http => Window(http, permits: 10));
        options.AnswerWithSessionProblem();
    }

    private static RateLimitPartition<string> Window(HttpContext http, int permits) =>
        RateLimitPartition.GetFixedWindowLimiter(
            http.GetClientAddress() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) }
        );
}
