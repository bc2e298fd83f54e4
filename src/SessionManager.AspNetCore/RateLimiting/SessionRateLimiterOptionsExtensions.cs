#pragma warning disable IDE0130 // Stands where hosts look for it.
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using SessionManager.AspNetCore.Problems;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Has the host's rate limiter answer as sessions do.</summary>
public static class SessionRateLimiterOptionsExtensions
{
    /// <summary>
    /// Answers a rejected request with 429 as problem details, and with <c>Retry-After</c> where the limiter knows it.
    /// Replaces <see cref="RateLimiterOptions.OnRejected"/>.
    /// </summary>
    /// <param name="options">The rate limiter.</param>
    public static RateLimiterOptions AnswerWithSessionProblem(this RateLimiterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.OnRejected = static (context, _) =>
        {
            var response = context.HttpContext.Response;
            if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
            {
                response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            return new ValueTask(SessionProblem.TooMany.WriteAsync(response));
        };
        return options;
    }
}
