using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.AspNetCore.Authentication;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// Writes a line a request, when the host wants it. Of the path there is only the endpoint's pattern: what a client puts
/// into a path or a query may be a secret, or made to look like another line.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> logger)
{
    private readonly ILogger<RequestLog> _logger = logger;

    public static Func<RequestDelegate, RequestDelegate> Create(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<RequestLog>>();
        return next => new RequestLog(next, time, logger).InvokeAsync;
    }

    private async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var failed = true;
        try
        {
            await next(context).ConfigureAwait(false);
            failed = false;
        }
        finally
        {
            LogRequest(
                Method(context.Request.Method),
                (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)",
                failed ? Failed(context) : context.Response.StatusCode,
                time.GetElapsedTime(started).TotalMilliseconds,
                SessionFeature.Find(context.Features)?.Session?.Id
            );
        }
    }

    /// <summary>What an unhandled exception comes to: the response still says 200 then.</summary>
    private static int Failed(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested
            ? StatusCodes.Status499ClientClosedRequest
            : StatusCodes.Status500InternalServerError;

    /// <summary>Only methods that there are: any other is the client's text.</summary>
    private static string Method(string method)
    {
        var known = HttpMethods.GetCanonicalizedValue(method);
        return known is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "CONNECT" or "TRACE"
            ? known
            : "(other)";
    }

    [LoggerMessage(
        EventId = 2203,
        EventName = "RequestServed",
        Level = LogLevel.Information,
        Message = "{Method} {Endpoint} answered {StatusCode} in {Elapsed:0.0} ms, session {SessionId}"
    )]
    private partial void LogRequest(
        string method,
        string endpoint,
        int statusCode,
        double elapsed,
        SessionId? sessionId
    );
}
