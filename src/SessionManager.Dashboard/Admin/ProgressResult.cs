using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SessionManager.Dashboard.Admin;

/// <summary>An answer that is the progress of work; the work begins with the answer and stops when nobody listens.</summary>
/// <typeparam name="T">A line.</typeparam>
internal sealed class ProgressResult<T>(JsonTypeInfo<T> json, Func<CancellationToken, Task<T>> begin, Func<T> current)
    : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // Work that is left alone must not go on behind the request: its services end with it.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        // Elsewhere, so that a storage that answers at once does not keep the first line from being sent.
        var work = Task.Run(() => begin(stop.Token), stop.Token);
        try
        {
            await new ProgressStream<T>(json, time).WriteAsync(httpContext, work, current).ConfigureAwait(false);
        }
        catch (Exception exception) when (httpContext.RequestAborted.IsCancellationRequested && IsAbandoned(exception))
        {
            // The admin has stopped it.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsAbandoned(Exception exception) => exception is OperationCanceledException or IOException;
}
