using System.Collections.Concurrent;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>SIGKILL of a server that keeps its data, in the middle of everything.</summary>
[Trait("Sec", "32")]
public sealed class CrashTests
{
    [Fact]
    public async Task What_was_acknowledged_stands_and_indexes_agree_with_it()
    {
        // Each answer waits for the disk, so that an answer is a promise.
        await using var redis = await OwnRedis.StartAsync(new(Persistent: true) { Settings = ["appendfsync always"] });
        var opened = new ConcurrentDictionary<SessionId, bool>();
        var ended = new ConcurrentDictionary<SessionId, bool>();
        using var stop = new CancellationTokenSource();
        var workers = Enumerable
            .Range(0, 8)
            .Select(worker => Task.Run(() => WorkAsync(redis.Storage, $"user-{worker % 4}", opened, ended, stop.Token)))
            .ToList();
        await WaitFor.TrueAsync(() => ended.Count > 200);

        await redis.Server.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        await redis.Server.StartAsync();
        await WaitFor.TrueAsync(() => AnswersAsync(redis.Storage));

        var all = await ListAsync(redis.Storage);
        foreach (var id in opened.Keys)
        {
            var record = await redis.Storage.FindAsync(id, CancellationToken.None);
            Assert.NotNull(record);
            Assert.True(all.ContainsKey(id), "A session is in no index.");
            if (ended.ContainsKey(id))
                Assert.NotNull(record.Session.Termination);
        }

        foreach (var id in all.Keys)
            Assert.NotNull(await redis.Storage.FindAsync(id, CancellationToken.None));
        var statistics = await redis.Storage.GetStatisticsAsync(Moments.At(1), CancellationToken.None);
        Assert.Equal(all.Values.Count(static session => session.IsLiveAt(Moments.At(1))), statistics.Live);
        Assert.Equal(all.Count, statistics.Total);
        foreach (var user in all.Values.GroupBy(static session => session.UserId, StringComparer.Ordinal))
            Assert.InRange(user.Count(static session => session.IsLiveAt(Moments.At(1))), 0, 3);
    }

    private static async Task WorkAsync(
        ISessionStorage storage,
        string user,
        ConcurrentDictionary<SessionId, bool> opened,
        ConcurrentDictionary<SessionId, bool> ended,
        CancellationToken stop
    )
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var record = SessionSamples.CreateFull(user, Moments.Start);
                var inserted = await storage.InsertAsync(
                    record,
                    new SessionLimit(3, SessionLimitAction.EvictLeastRecentlyActive),
                    CancellationToken.None
                );
                opened[record.Session.Id] = true;
                foreach (var evicted in inserted.Evicted)
                    ended[evicted.Session.Id] = true;
                await storage.TouchAsync([new(record.Session.Id, Moments.At(0.5))], CancellationToken.None);
                if (
                    await storage.TerminateAsync(record.Session.Id, Moments.Ending(0.7), CancellationToken.None)
                    is not null
                )
                    ended[record.Session.Id] = true;
            }
            catch (SessionStorageException)
            {
                // The server was killed: what it had not answered, it may have done or not.
            }
        }
    }

    private static async Task<Dictionary<SessionId, UserSession>> ListAsync(ISessionStorage storage)
    {
        var sessions = new Dictionary<SessionId, UserSession>();
        SessionCursor? after = null;
        do
        {
            var query = new SessionQuery { Limit = 1000, After = after };
            var page = await storage.QueryAsync(query, Moments.At(1), CancellationToken.None);
            foreach (var session in page.Sessions)
                Assert.True(sessions.TryAdd(session.Id, session));
            after = page.Next;
        } while (after is not null);

        return sessions;
    }

    private static async Task<bool> AnswersAsync(ISessionStorage storage)
    {
        try
        {
            await storage.FindAsync(SessionId.Create("anybody"), CancellationToken.None);
            return true;
        }
        catch (SessionStorageException)
        {
            return false;
        }
    }
}
