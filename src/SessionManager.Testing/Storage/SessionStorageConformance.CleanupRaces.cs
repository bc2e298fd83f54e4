using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Races;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>
    /// A use, a renewal or an end at the last moment and a sweep at once: one of the two is done, and it stands.
    /// </summary>
    [Theory]
    [InlineData(StorageOperation.Touch)]
    [InlineData(StorageOperation.Replace)]
    [InlineData(StorageOperation.Terminate)]
    [Trait("Sec", "31")]
    [Trait("Sec", "19")]
    public virtual async Task A_session_at_its_last_moment_is_swept_or_not(StorageOperation operation)
    {
        const int sessions = 24;
        for (var round = 0; round < Rounds; round++)
        {
            var records = new SessionRecord[sessions];
            for (var i = 0; i < sessions; i++)
                records[i] = await OpenAsync($"user-{i % 4}", round * 10_000);
            var end = records[0].Session.ExpiresAt;
            var sweeper = round % sessions;
            IReadOnlyList<SessionRecord> swept = [];

            var written = await Together.RunAsync(
                sessions,
                async index =>
                {
                    if (index != sweeper)
                        return await WriteAtLastAsync(Turn(index), operation, records[index]);
                    swept = await Peer.ExpireDueAsync(end, 1000, CancellationToken.None);
                    return null;
                }
            );

            var sweptIds = swept.Select(static record => record.Session.Id).ToHashSet();
            for (var i = 0; i < sessions; i++)
            {
                Assert.Equal(written[i] is null, sweptIds.Contains(records[i].Session.Id));
                await AssertStoredAsync(written[i] ?? Expired(records[i]));
            }

            await ExpireDueAsync(end + SessionSamples.IdleTimeout);
        }
    }

    /// <summary>Writes a microsecond before the session's end; what is stored then, or null when it was not done.</summary>
    private static async ValueTask<SessionRecord?> WriteAtLastAsync(
        ISessionStorage storage,
        StorageOperation operation,
        SessionRecord record
    )
    {
        var (id, at) = (record.Session.Id, record.Session.ExpiresAt.AddMicroseconds(-1));
        var used = After(record, session => session.UsedAt(at));
        var termination = new SessionTermination
        {
            At = at,
            By = "admin-1",
            Reason = SessionEndReasons.AdminRevoked,
        };
        return operation switch
        {
            StorageOperation.Touch => await storage.TouchAsync([new(id, at)], CancellationToken.None) == 1
                ? used
                : null,
            StorageOperation.Replace => await storage.ReplaceAsync(used, 1, at, CancellationToken.None) ? used : null,
            _ => await storage.TerminateAsync(id, termination, CancellationToken.None),
        };
    }

    /// <summary>Several sweepers share the work: every due session is swept, and none twice.</summary>
    [Fact]
    [Trait("Req", "1.19")]
    [Trait("Sec", "31")]
    public virtual async Task Several_sweepers_sweep_nothing_twice()
    {
        var due = new List<SessionId>();
        for (var i = 0; i < 120; i++)
            due.Add(
                (await OpenAsync($"user-{i % 7}", change: session => session with { ExpiresAt = At(5) })).Session.Id
            );
        var live = (await OpenAsync(at: 5)).Session.Id;

        var swept = await Together.RunAsync(
            4,
            async index =>
            {
                var mine = new List<SessionRecord>();
                while (await Turn(index).ExpireDueAsync(At(10), 7, CancellationToken.None) is { Count: > 0 } batch)
                    mine.AddRange(batch);
                return mine;
            }
        );

        var ids = swept.SelectMany(static batch => batch).Select(static record => record.Session.Id).ToList();
        Assert.Equal(due.Order(), ids.Order());
        Assert.Empty(await ExpireDueAsync(At(10)));
        await AssertIndexesAgreeAsync([.. due, live], At(10));
    }

    /// <summary>Several who delete history share the work: each session counts once.</summary>
    [Fact]
    [Trait("Req", "4.7")]
    [Trait("Sec", "31")]
    public virtual async Task Several_purges_delete_nothing_twice()
    {
        for (var i = 0; i < 120; i++)
            await TerminateAsync(await OpenAsync($"user-{i % 7}"), Ending(i / 100.0));
        var live = (await OpenAsync()).Session.Id;

        var deleted = await Together.RunAsync(
            4,
            async index =>
            {
                var sum = 0;
                while (await Turn(index).PurgeAsync(At(10), 7, CancellationToken.None) is > 0 and var count)
                    sum += count;
                return sum;
            }
        );

        Assert.Equal(120, deleted.Sum());
        await AssertIndexesAgreeAsync([live], At(10));
    }

    /// <summary>
    /// Everything at once, over a few users: nothing throws, and look-up, lists and counts agree afterwards.
    /// </summary>
    [Fact]
    [Trait("Sec", "31")]
    public virtual async Task A_storm_leaves_the_indexes_in_step()
    {
        const int workers = 12;
        const int steps = 30;
        var ids = Enumerable.Range(0, workers).Select(static _ => new List<SessionId>()).ToArray();

        await Together.RunAsync(
            workers,
            async worker =>
            {
                var dice = new Dice((ulong)worker);
                for (var step = 0; step < steps; step++)
                    await StormAsync(Turn(worker), dice, ids[worker], (step * 60) + worker);
            }
        );

        await AssertIndexesAgreeAsync(ids.SelectMany(static own => own), At(steps * 60));
    }

    private async ValueTask StormAsync(ISessionStorage storage, Dice dice, List<SessionId> ids, double at)
    {
        var user = $"user-{dice.Next(3)}";
        var id = ids.Count == 0 ? SessionId.Create(user) : ids[dice.Next(ids.Count)];
        switch (dice.Next(12))
        {
            case 0:
                await storage.TerminateAsync(id, Ending(at), CancellationToken.None);
                break;
            case 1:
                await storage.TerminateAllAsync(user, id, Ending(at), CancellationToken.None);
                break;
            case 2:
                await storage.ExpireDueAsync(At(at), 3, CancellationToken.None);
                break;
            case 3:
                await storage.PurgeAsync(At(at - 600), 3, CancellationToken.None);
                break;
            case 4 when dice.Next(3) == 0:
                await storage.EraseUserAsync(user, CancellationToken.None);
                break;
            case 5:
                var filters = new SessionFilters { UserId = ListsAll ? null : user };
                await storage.QueryAsync(
                    new SessionQuery { Filters = filters, Limit = 5 },
                    At(at),
                    CancellationToken.None
                );
                break;
            case 6 when ListsAll:
                await storage.GetStatisticsAsync(At(at), CancellationToken.None);
                break;
            case 7 or 8:
                await storage.TouchAsync([new(id, At(at))], CancellationToken.None);
                break;
            case 9:
                await WriteAsync(storage, id, at);
                break;
            default:
                var record = New(user, at, session => session with { ExpiresAt = At(at + 300 + dice.Next(900)) });
                ids.Add(record.Session.Id);
                await storage.InsertAsync(record, new(4, (SessionLimitAction)dice.Next(3)), CancellationToken.None);
                break;
        }
    }
}
