using System.Diagnostics;
using System.Security.Cryptography;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Benchmarks.Database;

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

    public static async Task MeasureAsync(Measured measured)
    {
        await OneByOneAsync(measured, "login, no limit", SessionLimit.None);
        await OneByOneAsync(measured, "login, limit of 5, ending another", AtMost);
        await TogetherAsync(measured, Unlimited, "free", Parallel, SessionLimit.None);
        await TogetherAsync(measured, Limited, "held", Parallel, AtMost);
        await TogetherAsync(measured, OneUser, "busy", users: 1, AtMost);
    }

    private static async Task OneByOneAsync(Measured measured, string what, SessionLimit limit)
    {
        var timings = new Timings();
        for (var i = 0; i < 220; i++)
        {
            // Compiled, and at the limit.
            if (i == 20)
                timings = new Timings();
            await timings.TimeAsync(() => InsertAsync(measured, what, limit));
        }

        measured.Add(what, timings);
    }

    private static async Task TogetherAsync(
        Measured measured,
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
                                await InsertAsync(measured, $"{prefix}-{worker % users}", limit);
                        })
                    )
            );

        // Every user is at the limit, and every connection open.
        await RunAsync(Most);
        var started = Stopwatch.GetTimestamp();
        await RunAsync(Each);
        measured.Add(what, Parallel * Each / Stopwatch.GetElapsedTime(started).TotalSeconds, "logins/s");
    }

    private static async ValueTask<bool> InsertAsync(Measured measured, string user, SessionLimit limit)
    {
        var now = TimeProvider.System.GetUtcNow();
        var record = new SessionRecord
        {
            SecretHash = new SecretHash(RandomNumberGenerator.GetBytes(SecretHash.ByteLength)),
            Session = new UserSession
            {
                Id = SessionId.Create(user),
                UserId = user,
                Roles = ["user"],
                CreatedAt = now,
                LastActivityAt = now,
                AuthenticatedAt = now,
                ExpiresAt = now.AddHours(1),
                AbsoluteExpiresAt = now.AddHours(12),
                IdleTimeout = TimeSpan.FromHours(1),
                IpAddress = "203.0.113.7",
                UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
            },
        };
        var result = await measured.Store.Storage.InsertAsync(record, limit, default);
        return result.Outcome == SessionInsertOutcome.Inserted
            ? true
            : throw new InvalidOperationException($"A login was answered by {result.Outcome}.");
    }
}
