using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Races;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>
    /// Once all sessions of a user were ended, none that was authenticated before is live, however many sign-ins were
    /// under way: each was either inserted before and ended, or refused.
    /// </summary>
    [Fact]
    [Trait("Req", "4.9")]
    [Trait("Sec", "18")]
    [Trait("Sec", "20")]
    public virtual async Task No_sign_in_slips_past_the_end_of_all()
    {
        const int signIns = 24;
        for (var round = 0; round < Rounds; round++)
        {
            var user = $"user-{round}";
            var records = Enumerable
                .Range(0, signIns)
                .Select(i => New(user, 100, session => session with { AuthenticatedAt = At(i % 3 == 0 ? 51 : 49) }))
                .ToArray();
            var outcomes = new SessionInsertOutcome[signIns];
            IReadOnlyList<SessionRecord> ended = [];
            var ender = round % signIns;

            await Together.RunAsync(
                signIns + 1,
                async index =>
                {
                    if (index == ender)
                    {
                        ended = await Turn(round).TerminateAllAsync(user, null, Ending(50), CancellationToken.None);
                        return;
                    }

                    var mine = index < ender ? index : index - 1;
                    var result = await Turn(index)
                        .InsertAsync(records[mine], SessionLimit.None, CancellationToken.None);
                    outcomes[mine] = result.Outcome;
                }
            );

            var live = await LiveIdsAsync(user, At(101));
            var endedIds = ended.Select(static record => record.Session.Id).ToHashSet();
            for (var i = 0; i < signIns; i++)
            {
                var id = records[i].Session.Id;
                var inserted = outcomes[i] == SessionInsertOutcome.Inserted;
                var early = records[i].Session.AuthenticatedAt < At(50);
                Assert.Equal(inserted && !endedIds.Contains(id), live.Contains(id));
                Assert.False(early && live.Contains(id), "A sign-in from before the end of all is live.");
                Assert.True(early || inserted, "A sign-in from after the end of all was refused.");
                Assert.Equal(inserted, await Peer.FindAsync(id, CancellationToken.None) is not null);
            }
        }
    }

    /// <summary>Whatever uses and replacements are under way, an ended session stays exactly as it ended.</summary>
    [Theory]
    [InlineData(StorageOperation.Terminate)]
    [InlineData(StorageOperation.TerminateAll)]
    [InlineData(StorageOperation.Insert)]
    [Trait("Sec", "19")]
    [Trait("Sec", "30")]
    [Trait("Req", "D")]
    public virtual async Task Nothing_under_way_changes_an_ended_session(StorageOperation ending)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var user = $"user-{round}";
            var id = (await OpenAsync(user)).Session.Id;
            SessionRecord? ended = null;

            await Together.RunAsync(
                12,
                async index =>
                {
                    if (index == round % 12)
                        ended = await EndAsync(Turn(index), ending, user, id);
                    else if (index % 2 == 0)
                        await WriteAsync(Turn(index / 2), id, index);
                    else
                        await Turn(index / 2).TouchAsync([new(id, At(index))], CancellationToken.None);
                }
            );

            Assert.NotNull(ended?.Session.Termination);
            await AssertStoredAsync(ended);
        }
    }

    /// <summary>Of several who end a session at once, one does, and what it was told is what is stored.</summary>
    [Fact]
    [Trait("Req", "0.16")]
    [Trait("Sec", "19")]
    public virtual async Task A_session_ends_once()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var user = $"user-{round}";
            var record = await OpenAsync(user);
            var id = record.Session.Id;

            var ended = await Together.RunAsync(
                9,
                async index =>
                {
                    var end = Ending(index, by: $"admin-{index}");
                    return index % 3 == 0
                        ? (
                            await Turn(index).TerminateAllAsync(user, null, end, CancellationToken.None)
                        ).SingleOrDefault()
                        : await Turn(index).TerminateAsync(id, end, CancellationToken.None);
                }
            );

            var only = Assert.Single(ended, static record => record is not null);
            await AssertStoredAsync(only!);
            Assert.Equal(2, only!.Version);
        }
    }

    private async ValueTask<SessionRecord?> EndAsync(
        ISessionStorage storage,
        StorageOperation how,
        string user,
        SessionId id
    ) =>
        how switch
        {
            StorageOperation.Terminate => await storage.TerminateAsync(id, Ending(5), CancellationToken.None),
            StorageOperation.TerminateAll => (
                await storage.TerminateAllAsync(user, null, Ending(5), CancellationToken.None)
            ).Single(),
            _ => (
                await storage.InsertAsync(
                    New(user, 5),
                    new SessionLimit(1, SessionLimitAction.EvictOldest),
                    CancellationToken.None
                )
            ).Evicted.Single(),
        };

    /// <summary>Reads, changes and writes once, as the manager does; tells whether it was done.</summary>
    private async ValueTask<bool> WriteAsync(ISessionStorage storage, SessionId id, double at)
    {
        var record = await storage.FindAsync(id, CancellationToken.None);
        if (record is null)
            return false;
        var next = record with { Session = record.Session.UsedAt(At(at)), SecretHash = SessionSecret.Create().Hash() };
        return await storage.ReplaceAsync(next, record.Version, At(at), CancellationToken.None);
    }
}
