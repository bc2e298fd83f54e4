using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Tiered;

namespace SessionManager.Testing.Storage.Tiered;

/// <summary>The steps of a fast tier.</summary>
public enum FastTierStep
{
    /// <summary><see cref="ISessionFastTier.ReadAsync"/>.</summary>
    Read,

    /// <summary><see cref="ISessionFastTier.LeaseAsync"/>.</summary>
    Lease,

    /// <summary><see cref="ISessionFastTier.FillAsync"/>.</summary>
    Fill,

    /// <summary><see cref="ISessionFastTier.BeginAsync"/>.</summary>
    Begin,

    /// <summary><see cref="ISessionFastTier.EndAsync"/>.</summary>
    End,
}

/// <summary>
/// A fast tier that counts its steps and runs a test's code before and after them: to fail, to hang, to lose the answer,
/// or to let another node in between. Thread-safe.
/// </summary>
public sealed class FaultInjectingFastTier : ISessionFastTier
{
    private readonly int[] _calls = new int[Enum.GetValues<FastTierStep>().Length];
    private readonly ISessionFastTier _inner;

    /// <summary>Stands in front of a tier.</summary>
    public FaultInjectingFastTier(ISessionFastTier inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
    }

    /// <summary>What runs before a step is done; when it throws, the step is not done.</summary>
    public Func<FastTierStep, ValueTask>? Before { get; set; }

    /// <summary>What runs after a step is done; when it throws, the answer is lost.</summary>
    public Func<FastTierStep, ValueTask>? After { get; set; }

    /// <inheritdoc/>
    public TimeSpan MaxAge => _inner.MaxAge;

    /// <summary>How many calls of a step there were, failed ones included.</summary>
    public int Calls(FastTierStep step) => Volatile.Read(ref _calls[(int)step]);

    /// <summary>Fails some steps, or with none named all, until <see cref="Before"/> is set again.</summary>
    public void Fail(params FastTierStep[] steps) =>
        Before = step =>
            steps is [] || steps.Contains(step)
                ? throw new TimeoutException("The fast tier is told to fail.")
                : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<FastTierReading> ReadAsync(SessionId id, CancellationToken cancellationToken) =>
        RunAsync(FastTierStep.Read, () => _inner.ReadAsync(id, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<string?> LeaseAsync(SessionId id, CancellationToken cancellationToken) =>
        RunAsync(FastTierStep.Lease, () => _inner.LeaseAsync(id, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<bool> FillAsync(SessionRecord record, string lease, CancellationToken cancellationToken) =>
        RunAsync(FastTierStep.Fill, () => _inner.FillAsync(record, lease, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask BeginAsync(
        string writer,
        IReadOnlyList<FastTierScope> scopes,
        FastTierEnding? ending,
        CancellationToken cancellationToken
    ) => await RunAsync(FastTierStep.Begin, () => Done(_inner.BeginAsync(writer, scopes, ending, cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask EndAsync(
        string? writer,
        IReadOnlyList<FastTierScope> scopes,
        CancellationToken cancellationToken
    ) => await RunAsync(FastTierStep.End, () => Done(_inner.EndAsync(writer, scopes, cancellationToken)));

    private static async ValueTask<bool> Done(ValueTask step)
    {
        await step;
        return true;
    }

    private async ValueTask<T> RunAsync<T>(FastTierStep step, Func<ValueTask<T>> work)
    {
        Interlocked.Increment(ref _calls[(int)step]);
        if (Before is { } before)
            await before(step);
        var result = await work();
        if (After is { } after)
            await after(step);
        return result;
    }
}
