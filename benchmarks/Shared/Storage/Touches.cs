using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Benchmarks.Storage;

/// <summary>What the activity writer does once a second.</summary>
internal static class Touches
{
    public const int Batch = 1_000;
    public const string What = "touch a batch of 1,000";

    public const int Batches = WarmUp + Counted;

    private const int WarmUp = 3;
    private const int Counted = 30;

    /// <param name="figures">Where the figure goes.</param>
    /// <param name="storage">What is measured.</param>
    /// <param name="ids">A batch of live sessions.</param>
    public static async Task MeasureAsync(Figures figures, ISessionStorage storage, SessionId[] ids)
    {
        var timings = new Timings();
        for (var i = 0; i < Batches; i++)
        {
            if (i == WarmUp)
                timings = new Timings();
            var at = TimeProvider.System.GetUtcNow();
            var touches = Array.ConvertAll(ids, id => new SessionTouch(id, at));
            if (await timings.TimeAsync(() => storage.TouchAsync(touches, default)) != ids.Length)
                throw new InvalidOperationException("A live session was not touched.");
        }

        figures.Add(What, timings);
    }
}
