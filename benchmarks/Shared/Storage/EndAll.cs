using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Benchmarks.Storage;

/// <summary>"Sign out everywhere" of users with very many sessions.</summary>
internal static class EndAll
{
    public const string What = "end all 10,000 of a user";
    public const int Users = 4;
    public const int SessionsOfUser = 10_000;

    /// <summary>Of users named by a prefix and a number from 0 on, one after another.</summary>
    public static async Task MeasureAsync(Figures figures, ISessionStorage storage, string prefix)
    {
        var timings = new Timings();
        for (var user = 0; user < Users; user++)
        {
            // The first pays for compiling.
            if (user == 1)
                timings = new Timings();
            var name = $"{prefix}-{user}";
            var termination = new SessionTermination
            {
                At = TimeProvider.System.GetUtcNow(),
                By = name,
                Reason = SessionEndReasons.UserLogout,
            };
            var ended = await timings.TimeAsync(() =>
                storage.TerminateAllAsync(name, except: null, termination, default)
            );
            if (ended.Count != SessionsOfUser)
                throw new InvalidOperationException($"{ended.Count} sessions were ended.");
        }

        figures.Add(What, timings);
    }
}
