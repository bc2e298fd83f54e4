using System.Collections.Concurrent;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>
/// Lets look-ups under load share statements: a few are under way at a time, and what comes meanwhile goes together in
/// the next one. A look-up that finds a free turn goes alone and at once, so nobody waits on an idle host.
/// </summary>
/// <remarks>
/// Every statement begins after the look-ups in it did, so each sees what was stored when it was asked for. A turn that
/// takes long no longer counts: behind a database that hangs, look-ups go each by itself, as without this. A statement
/// is stopped when the last who waits for it has left, so that what nobody waits for does not keep the database's
/// connections.
/// </remarks>
internal sealed class SharedLookups(
    Func<string, CancellationToken, Task<SessionRecord?>> findOne,
    Func<IReadOnlyList<SharedLookup>, CancellationToken, Task> findMany,
    TimeProvider time
)
{
    /// <summary>How many statements are under way at most, while the database answers.</summary>
    public const int Turns = 4;

    /// <summary>How many look-ups share a statement at most.</summary>
    public const int MostTogether = 64;

    /// <summary>How many look-ups wait at most: more come up only while the database does not answer.</summary>
    public const int MostWaiting = 1024;

    private readonly long _patience = time.TimestampFrequency / 10;
    private readonly ConcurrentQueue<SharedLookup> _waiting = new();
    private readonly long[] _turns = new long[Turns];

    public Task<SessionRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (TryEnter(out var turn))
            return FindAloneAsync(id, turn, cancellationToken);
        return _waiting.Count < MostWaiting ? WaitAsync(id, cancellationToken) : findOne(id, cancellationToken);
    }

    private async Task<SessionRecord?> FindAloneAsync(string id, Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            return await findOne(id, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(turn);
        }
    }

    private Task<SessionRecord?> WaitAsync(string id, CancellationToken cancellationToken)
    {
        var lookup = new SharedLookup(id, cancellationToken);
        _waiting.Enqueue(lookup);
        // A turn may have ended in between, and have found nothing to take along.
        if (TryEnter(out var turn))
            Continue(turn);
        return lookup.Answer.WaitAsync(cancellationToken);
    }

    /// <summary>Ends a turn, or hands it on to those who wait.</summary>
    private void Leave(Turn turn)
    {
        while (true)
        {
            if (turn.IsLast)
                return;
            if (!_waiting.IsEmpty)
            {
                Continue(Renewed(turn));
                return;
            }

            Interlocked.CompareExchange(ref _turns[turn.Place], 0, turn.Since);
            if (_waiting.IsEmpty || !TryEnter(out turn))
                return;
        }
    }

    /// <summary>Runs apart from whoever's turn it was: their caller is not to wait for it, nor to be traced as its cause.</summary>
    private void Continue(Turn turn) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static work => _ = work.Lookups.RunAsync(work.Turn),
            new Work(this, turn),
            false
        );

    private async Task RunAsync(Turn turn)
    {
        var together = new List<SharedLookup>(MostTogether);
        while (together.Count < MostTogether && _waiting.TryDequeue(out var lookup))
        {
            if (!lookup.Left.IsCancellationRequested)
                together.Add(lookup);
        }

        try
        {
            if (together.Count > 0)
            {
                using var audience = new Audience(together);
                await findMany(together, audience.Left).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            foreach (var lookup in together)
                lookup.Fail(exception);
        }
        finally
        {
            Leave(turn);
        }
    }

    /// <summary>
    /// A turn that is handed on begins anew: what matters is how long a statement takes, not how many came before it. One
    /// that took so long that somebody else has its place ends with what waits now.
    /// </summary>
    private Turn Renewed(Turn turn)
    {
        var now = time.GetTimestamp() | 1;
        return Interlocked.CompareExchange(ref _turns[turn.Place], now, turn.Since) == turn.Since
            ? turn with
            {
                Since = now,
            }
            : turn with
            {
                IsLast = true,
            };
    }

    private bool TryEnter(out Turn turn)
    {
        // Never 0, which stands for a free place.
        var now = time.GetTimestamp() | 1;
        for (var place = 0; place < Turns; place++)
        {
            var since = Volatile.Read(ref _turns[place]);
            if (
                (since == 0 || now - since > _patience)
                && Interlocked.CompareExchange(ref _turns[place], now, since) == since
            )
            {
                turn = new Turn(place, now);
                return true;
            }
        }

        turn = default;
        return false;
    }

    /// <summary>Those who wait for a statement: gone when the last of them is.</summary>
    private sealed class Audience : IDisposable
    {
        private readonly CancellationTokenSource _left = new();
        private readonly CancellationTokenRegistration[] _seats;
        private int _present;

        public Audience(List<SharedLookup> lookups)
        {
            _present = lookups.Count;
            _seats = new CancellationTokenRegistration[lookups.Count];
            for (var i = 0; i < _seats.Length; i++)
                _seats[i] = lookups[i].Left.UnsafeRegister(static audience => ((Audience)audience!).Leave(), this);
        }

        public CancellationToken Left => _left.Token;

        public void Dispose()
        {
            // Waits for one that is just leaving, so nothing is cancelled once it is disposed.
            foreach (var seat in _seats)
                seat.Dispose();
            _left.Dispose();
        }

        private void Leave()
        {
            if (Interlocked.Decrement(ref _present) == 0)
                _left.Cancel();
        }
    }

    private readonly record struct Turn(int Place, long Since, bool IsLast = false);

    private sealed record Work(SharedLookups Lookups, Turn Turn);
}
