using System.Diagnostics;
using SessionManager.Storage;

namespace SessionManager.Benchmarks.Storage;

/// <summary>Sign-ins, 32 at a time: without a limit, and at a limit of 5 where each ends an older session.</summary>
internal static class Logins
{
    public const string Unlimited = "logins, 32 users, no limit";
    public const string Limited = "logins, 32 users, limit of 5";
    public const string OneUser = "logins, one user, limit of 5";

    private const int Parallel = 32;
    private const int Each = 20;
    private const int Most = 5;

    private static SessionLimit AtMost => new(Most, SessionLimitAction.EvictLeastRecentlyActive);

    public static async Task MeasureAsync(Figures figures, ISessionStorage storage)
    {
        await OneByOneAsync(figures, storage, "login, no limit", SessionLimit.None);
        await OneByOneAsync(figures, storage, "login, limit of 5, ending another", AtMost);
        await TogetherAsync(figures, storage, Unlimited, "free", Parallel, SessionLimit.None);
        await TogetherAsync(figures, storage, Limited, "held", Parallel, AtMost);
        await TogetherAsync(figures, storage, OneUser, "busy", users: 1, AtMost);
    }

    private static async Task OneByOneAsync(Figures figures, ISessionStorage storage, string what, SessionLimit limit)
    {
        var timings = new Timings();
        for (var i = 0; i < 220; i++)
        {
            // Compiled, and at the limit.
            if (i == 20)
                timings = new Timings();
            await timings.TimeAsync(() => InsertAsync(storage, what, limit));
        }

        figures.Add(what, timings);
    }

    private static async Task TogetherAsync(
        Figures figures,
        ISessionStorage storage,
        string what,
        string prefix,
        int users,
        SessionLimit limit
    )
    {
        Task RunAsync(int logins) =>
            Task.WhenAll(
                Enumerable
                    .Range(0, Parallel)
                    .Select(worker =>
                        Task.Run(async () =>
                        {
                            for (var i = 0; i < logins; i++)
                                await InsertAsync(storage, $"{prefix}-{worker % users}", limit);
                        })
                    )
            );

        // Every user is at the limit, and every connection open.
        if (users == 1)
            await WatchAsync(storage, $"{prefix}-0", RunAsync(Most));
        else
            await RunAsync(Most);
        var started = Stopwatch.GetTimestamp();
        await RunAsync(Each);
        figures.Add(what, Parallel * Each / Stopwatch.GetElapsedTime(started).TotalSeconds, "logins/s");
        if (users == 1)
            await WatchAsync(storage, $"{prefix}-0", Task.CompletedTask);
    }

    private static async ValueTask<bool> InsertAsync(ISessionStorage storage, string user, SessionLimit limit)
    {
        var record = SampleRecord.Create(user, TimeProvider.System.GetUtcNow());
        var result = await storage.InsertAsync(record, limit, default);
        return result.Outcome == SessionInsertOutcome.Inserted
            ? true
            : throw new InvalidOperationException($"A login was answered by {result.Outcome}.");
    }

    /// <summary>Looks again and again at how many sessions a user has while others sign that user in.</summary>
    private static async Task WatchAsync(ISessionStorage storage, string user, Task logins)
    {
        do
        {
            var query = new SessionQuery
            {
                Filters = new SessionFilters { UserId = user, ActiveOnly = true },
            };
            var page = await storage.QueryAsync(query, TimeProvider.System.GetUtcNow(), default);
            if (page.Sessions.Count > Most)
                throw new InvalidOperationException(
                    $"A user with a limit of {Most} had {page.Sessions.Count} sessions."
                );
        } while (!logins.IsCompleted);

        await logins;
    }
}
