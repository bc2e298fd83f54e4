using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SessionManager.Dashboard.Admin;

/// <summary>
/// Answers with the progress of work that takes long: a line of JSON a few times a second, the last one with the outcome.
/// The work belongs to the request. No node has to remember it or find it again, and who goes away has stopped it.
/// </summary>
/// <typeparam name="T">A line.</typeparam>
internal sealed class ProgressStream<T>(JsonTypeInfo<T> json, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>Writes lines until the work is done.</summary>
    /// <param name="context">The request.</param>
    /// <param name="work">The work; it answers with the last line.</param>
    /// <param name="current">How far it is.</param>
    public async Task WriteAsync(HttpContext context, Task<T> work, Func<T> current)
    {
        var response = context.Response;
        response.ContentType = "application/x-ndjson; charset=utf-8";
        response.Headers.CacheControl = "no-store, no-transform";
        // Proxies that hold an answer back until it is whole would hide the progress.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await LineAsync(response, current(), context.RequestAborted).ConfigureAwait(false);
        while (!work.IsCompleted)
        {
            var tick = Task.Delay(Pace, time, context.RequestAborted);
            if (await Task.WhenAny(work, tick).ConfigureAwait(false) == tick && !work.IsCompleted)
            {
                await tick.ConfigureAwait(false);
                await LineAsync(response, current(), context.RequestAborted).ConfigureAwait(false);
            }
        }

        await LineAsync(response, await work.ConfigureAwait(false), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task LineAsync(HttpResponse response, T line, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(response.Body, line, json, cancellationToken).ConfigureAwait(false);
        await response.Body.WriteAsync(NewLine, cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
