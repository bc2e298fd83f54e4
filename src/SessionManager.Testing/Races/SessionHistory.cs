using System.Collections.Concurrent;
using Xunit;

namespace SessionManager.Testing.Races;

/// <summary>
/// What many threads did to one session and were told, and the question whether one thread alone could have done the
/// same in some order that keeps "returned before the other began" (linearizability, by the search of Wing and Gong).
/// </summary>
internal sealed class SessionHistory
{
    private readonly ConcurrentQueue<HistoryStep> _steps = new();
    private int _clock;

    /// <summary>Calls, and keeps what was told as a rule over states.</summary>
    public async ValueTask<T> RecordAsync<T>(
        string text,
        Func<ValueTask<T>> call,
        Func<T, HistoryState, HistoryState?> apply
    )
    {
        var began = Interlocked.Increment(ref _clock);
        var told = await call();
        var returned = Interlocked.Increment(ref _clock);
        _steps.Enqueue(new HistoryStep(began, returned, state => apply(told, state), $"{text} -> {told}"));
        return told;
    }

    /// <summary>Fails unless there is an order in which all that was told is true, ending in the state that is stored.</summary>
    public void AssertLinearizable(HistoryState first, HistoryState last)
    {
        var steps = _steps.OrderBy(static step => step.Began).ToArray();
        Assert.InRange(steps.Length, 1, 64);
        var story = string.Join('\n', steps.Select(static step => $"{step.Began}-{step.Returned} {step.Text}"));
        Assert.True(Search(steps, 0, first, last, []), $"No order explains this, from {first} to {last}:\n{story}");
    }

    private static bool Search(
        HistoryStep[] steps,
        ulong done,
        HistoryState state,
        HistoryState last,
        HashSet<(ulong, HistoryState)> tried
    )
    {
        if (done == (steps.Length == 64 ? ulong.MaxValue : (1UL << steps.Length) - 1))
            return state == last;
        if (!tried.Add((done, state)))
            return false;
        // Next may be whatever began before the first of those left returned.
        var first = Left(steps, done).Min(index => steps[index].Returned);
        return Left(steps, done)
            .TakeWhile(index => steps[index].Began < first)
            .Any(index =>
                steps[index].Apply(state) is { } next && Search(steps, done | (1UL << index), next, last, tried)
            );
    }

    private static IEnumerable<int> Left(HistoryStep[] steps, ulong done) =>
        Enumerable.Range(0, steps.Length).Where(index => (done & (1UL << index)) == 0);
}
