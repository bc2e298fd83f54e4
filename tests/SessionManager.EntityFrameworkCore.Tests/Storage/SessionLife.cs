using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>One pass through everything that can happen to sessions.</summary>
internal static class SessionLife
{
    private static readonly DateTimeOffset _start = Moments.Start;

    /// <summary>Goes through it on an empty storage, and leaves it empty.</summary>
    public static async Task RunAsync(ISessionStorage storage, string user = "alice")
    {
        var limit = new SessionLimit(2, SessionLimitAction.EvictLeastRecentlyActive);
        var first = SessionSamples.CreateFull(user, _start);
        var second = SessionSamples.Create(user, _start.AddSeconds(1));
        Assert.Equal(SessionInsertOutcome.Inserted, (await storage.InsertAsync(first, limit, default)).Outcome);
        Assert.Equal(SessionInsertOutcome.Inserted, (await storage.InsertAsync(second, limit, default)).Outcome);
        SessionRecordAssert.Same(first, await storage.FindAsync(first.Session.Id, default));

        Assert.Equal(1, await storage.TouchAsync([new(first.Session.Id, _start.AddMinutes(1))], default));
        var touched = (await storage.FindAsync(first.Session.Id, default))!;
        Assert.Equal(_start.AddMinutes(1), touched.Session.LastActivityAt);

        var renewed = touched with { SecretHash = SessionSecret.Create().Hash() };
        Assert.True(await storage.ReplaceAsync(renewed, touched.Version, _start.AddMinutes(1), default));
        Assert.False(await storage.ReplaceAsync(renewed, touched.Version, _start.AddMinutes(1), default));

        var third = SessionSamples.Create(user, _start.AddMinutes(2));
        var evicted = Assert.Single((await storage.InsertAsync(third, limit, default)).Evicted);
        Assert.Equal(second.Session.Id, evicted.Session.Id);
        var refused = await storage.InsertAsync(
            SessionSamples.Create(user, _start.AddMinutes(2)),
            new(2, SessionLimitAction.Reject),
            default
        );
        Assert.Equal(SessionInsertOutcome.LimitReached, refused.Outcome);

        var logout = Ends.Logout(_start.AddMinutes(3));
        Assert.Equal(logout, (await storage.TerminateAsync(first.Session.Id, logout, default))!.Session.Termination);
        Assert.Null(await storage.TerminateAsync(first.Session.Id, logout, default));

        var query = new SessionQuery { Filters = new() { UserId = user } };
        var page = await storage.QueryAsync(query, _start.AddMinutes(3), default);
        Assert.Equal([third.Session.Id, first.Session.Id, second.Session.Id], page.Sessions.Select(static s => s.Id));
        await AssertCountsAsync(storage, active: 1, expired: 0, terminated: 2);

        var expired = Assert.Single(await storage.ExpireDueAsync(third.Session.ExpiresAt, 10, default));
        Assert.Equal(SessionTermination.Expiry(third.Session.ExpiresAt), expired.Session.Termination);
        await AssertCountsAsync(storage, active: 0, expired: 1, terminated: 2);

        Assert.Equal(3, await storage.PurgeAsync(_start.AddDays(1), 10, default));
        await AssertCountsAsync(storage, active: 0, expired: 0, terminated: 0);

        await storage.InsertAsync(SessionSamples.Create(user, _start), limit, default);
        Assert.Single(await storage.TerminateAllAsync(user, except: null, Ends.Logout(_start.AddMinutes(1)), default));
        var late = SessionSamples.Create(user, _start.AddSeconds(59));
        Assert.Equal(SessionInsertOutcome.Superseded, (await storage.InsertAsync(late, limit, default)).Outcome);
        Assert.Equal(1, await storage.EraseUserAsync(user, default));
    }

    private static async Task AssertCountsAsync(ISessionStorage storage, int active, int expired, int terminated)
    {
        var counts = await storage.GetStatisticsAsync(_start.AddMinutes(3), default);
        Assert.Equal(
            new SessionStatistics
            {
                Active = active,
                Expired = expired,
                Terminated = terminated,
                Users = active,
            },
            counts
        );
    }
}
