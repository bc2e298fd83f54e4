using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Benchmarks.Storage;

/// <summary>200 look-ups a second: the requests that go on while something large is done.</summary>
internal static class Probe
{
    private const int WarmUp = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>How long the look-ups took from the beginning of the work to its end, and at least half a second.</summary>
    /// <param name="storage">Where to look.</param>
    /// <param name="ids">Live sessions, looked up in turn.</param>
    /// <param name="work">Begins when the first look-ups are over, which still pay for compiling.</param>
    public static async Task<Timings> DuringAsync(ISessionStorage storage, SessionId[] ids, Func<Task> work)
    {
        var warm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var over = new CancellationTokenSource();
        var probe = Task.Run(async () =>
        {
            var timings = new Timings();
            using var turn = new PeriodicTimer(Interval);
            for (var i = 0; i < 2 * WarmUp || !over.IsCancellationRequested; i++)
            {
                if (i == WarmUp)
                {
                    timings = new Timings();
                    warm.SetResult();
                }

                await turn.WaitForNextTickAsync();
                if (await timings.TimeAsync(() => storage.FindAsync(ids[i % ids.Length], default)) is null)
                    throw new InvalidOperationException("A live session was not found.");
            }

            return timings;
        });
        try
        {
            // A probe that fails ends the wait.
            await await Task.WhenAny(warm.Task, probe);
            await work();
        }
        finally
        {
            await over.CancelAsync();
        }

        return await probe;
    }
}
