using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Races;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>
    /// Random uses, replacements, ends and look-ups of one session by several threads: some order of single steps tells
    /// every one of them what it was told. So versions count writes, nothing is written after an end, an end happens
    /// once, and no reader sees time go back.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("Sec", "31")]
    [Trait("Sec", "19")]
    public virtual async Task Histories_are_linearizable(int seed)
    {
        const int workers = 4;
        const int steps = 8;
        for (var round = 0; round < Rounds; round++)
        {
            var record = await OpenAsync($"user-{round}");
            var history = new SessionHistory();

            await Together.RunAsync(
                workers,
                async worker =>
                {
                    var dice = new Dice((ulong)((((seed * 1000) + round) * 10) + worker));
                    for (var step = 0; step < steps; step++)
                        await StepAsync(history, Turn(worker), record.Session.Id, dice);
                }
            );

            var stored = await FindAsync(record.Session.Id);
            history.AssertLinearizable(HistoryState.Of(record), HistoryState.Of(stored));
        }
    }

    private async ValueTask StepAsync(SessionHistory history, ISessionStorage storage, SessionId id, Dice dice)
    {
        var at = At(dice.Next(600));
        switch (dice.Next(20))
        {
            case 0:
                await history.RecordAsync(
                    $"terminate at {at:T}",
                    async () =>
                        await storage.TerminateAsync(id, Ending(0) with { At = at }, CancellationToken.None)
                            is not null,
                    (ended, state) =>
                        ended != state.IsLiveAt(at) ? null
                        : ended ? state with { EndedAt = at.UtcTicks, Version = state.Version + 1 }
                        : state
                );
                break;
            case < 7:
                await history.RecordAsync(
                    $"touch at {at:T}",
                    () => storage.TouchAsync([new(id, at)], CancellationToken.None),
                    (moved, state) => Touched(moved, state, at)
                );
                break;
            case < 11:
                await FindInHistoryAsync(history, storage, id);
                break;
            default:
                var read = await FindInHistoryAsync(history, storage, id);
                var next = read with { SecretHash = SessionSecret.Create().Hash() };
                await history.RecordAsync(
                    $"replace v{read.Version} at {at:T}",
                    () => storage.ReplaceAsync(next, read.Version, at, CancellationToken.None),
                    (done, state) => Replaced(done, state, next, at)
                );
                break;
        }
    }

    private static HistoryState? Touched(int moved, HistoryState state, DateTimeOffset at)
    {
        var moves = state.IsLiveAt(at) && at.UtcTicks > state.LastActivity;
        if (moved != (moves ? 1 : 0))
            return null;
        return !moves
            ? state
            : state with
            {
                LastActivity = at.UtcTicks,
                Expires = Math.Max(state.Expires, (at + SessionSamples.IdleTimeout).UtcTicks),
                Version = state.Version + 1,
            };
    }

    private static HistoryState? Replaced(bool done, HistoryState state, SessionRecord next, DateTimeOffset at)
    {
        if (done != (state.IsLiveAt(at) && state.Version == next.Version))
            return null;
        return done ? HistoryState.Of(next) with { Version = next.Version + 1 } : state;
    }

    private static async ValueTask<SessionRecord> FindInHistoryAsync(
        SessionHistory history,
        ISessionStorage storage,
        SessionId id
    ) =>
        await history.RecordAsync(
            "find",
            () => storage.FindAsync(id, CancellationToken.None),
            static (found, state) => found is not null && HistoryState.Of(found) == state ? state : null
        ) ?? throw new Xunit.Sdk.XunitException("The session is gone.");
}
