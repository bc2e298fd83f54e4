using Microsoft.AspNetCore.Builder;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.DependencyInjection;
using SessionManager.Testing.Storage;

namespace SessionManager.Dashboard.Tests.Admin;

/// <summary>
/// The end of everybody's sessions, which goes on for so many users and then waits: however long whoever watches it takes,
/// it is neither over nor further.
/// </summary>
internal sealed class HeldEnding(int users)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>A host whose storage may take as long as the test does.</summary>
    public HostSetup Setup => new() { Sessions = Configure, Pipeline = Watch };

    public void Hold(FaultInjectingSessionStorage storage) =>
        storage.Before(
            StorageOperation.TerminateAll,
            _ => Interlocked.Increment(ref _calls) > users ? new(_goOn.Task) : default,
            int.MaxValue
        );

    /// <summary>Lets it go on once nobody listens any more, and waits until it is over.</summary>
    public async Task LeftAsync()
    {
        await _left.Task.WaitAsync(Patience);
        _goOn.SetResult();
        await _over.Task.WaitAsync(Patience);
    }

    private static void Configure(SessionManagerOptions options)
    {
        options.StorageTimeout = TimeSpan.FromSeconds(10);
        options.DefaultPolicy.MaxSessions = 100;
    }

    private void Watch(WebApplication app)
    {
        app.Use(
            async (http, next) =>
            {
                if (!http.Request.Path.Value!.EndsWith("/api/end", StringComparison.Ordinal))
                {
                    await next(http);
                    return;
                }

                await using var left = http.RequestAborted.Register(() => _left.TrySetResult());
                try
                {
                    await next(http);
                }
                finally
                {
                    _over.TrySetResult();
                }
            }
        );
        app.UseSessionManager();
    }
}
