using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Benchmarks.Database;

/// <summary>What the activity writer does once a second, and "sign out everywhere" of a user with very many sessions.</summary>
internal static class Writes
{
    public const string EndAll = "end all 10,000 of a user";

    private const int Batch = 1_000;
    private const int Batches = 30;
    private const int WarmUp = 3;
    private const int Users = 4;
    private const int SessionsOfUser = 10_000;

    public static async Task TouchAsync(Measured measured)
    {
        var ids = await measured.Seed.SampleAsync(Batch);
        var timings = new Timings();
        for (var i = 0; i < WarmUp + Batches; i++)
        {
            if (i == WarmUp)
                timings = new Timings();
            var at = TimeProvider.System.GetUtcNow();
            var touches = Array.ConvertAll(ids, id => new SessionTouch(id, at));
            if (await timings.TimeAsync(() => measured.Store.Storage.TouchAsync(touches, default)) != ids.Length)
                throw new InvalidOperationException("A live session was not touched.");
        }

        measured.Add($"touch a batch of {ids.Length:N0}", timings);
    }

    public static async Task EndAllAsync(Measured measured)
    {
        await measured.Seed.LiveAsync("many", Users * SessionsOfUser, SessionsOfUser);
        var timings = new Timings();
        for (var user = 0; user < Users; user++)
        {
            // The first pays for compiling the queries.
            if (user == 1)
                timings = new Timings();
            var name = $"many-{user}";
            var termination = new SessionTermination
            {
                At = TimeProvider.System.GetUtcNow(),
                By = name,
                Reason = SessionEndReasons.UserLogout,
            };
            var ended = await timings.TimeAsync(() =>
                measured.Store.Storage.TerminateAllAsync(name, except: null, termination, default)
            );
            if (ended.Count != SessionsOfUser)
                throw new InvalidOperationException($"{ended.Count} sessions were ended.");
        }

        measured.Add(EndAll, timings);
    }
}
