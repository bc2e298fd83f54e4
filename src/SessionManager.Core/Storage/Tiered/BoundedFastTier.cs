using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

/// <summary>
/// A fast tier whose every step ends in time. Reads of one that is out of reach are misses; steps of writers tell
/// whether they were done.
/// </summary>
internal sealed class BoundedFastTier(
    ISessionFastTier tier,
    TieredStorageOptions options,
    TimeProvider time,
    TieredLog log
)
{
    private readonly FastTierBreaker _breaker = new(options.PauseAfterFailure, time);

    public TimeSpan MaxAge => tier.MaxAge;

    /// <returns>Null when the tier is out of reach: not even a lease is to be had then.</returns>
    public async ValueTask<FastTierReading?> ReadAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (!_breaker.Allows())
            return null;
        try
        {
            return await Bounded(tier.ReadAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!IsCallers(exception, cancellationToken))
        {
            Failed(exception);
            return null;
        }
    }

    public async ValueTask<string?> LeaseAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (!_breaker.Allows())
            return null;
        try
        {
            return await Bounded(tier.LeaseAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!IsCallers(exception, cancellationToken))
        {
            Failed(exception);
            return null;
        }
    }

    /// <summary>Nobody waits for a copy: the answer is known without it.</summary>
    public void Fill(SessionRecord record, string lease) => _ = FillAsync(record, lease);

    private async Task FillAsync(SessionRecord record, string lease)
    {
        if (!_breaker.Allows())
            return;
        try
        {
            await Bounded(tier.FillAsync(record, lease, default), default).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Failed(exception);
        }
    }

    /// <returns>Why it is not known to be done; null when it is done.</returns>
    public async ValueTask<Exception?> BeginAsync(
        string writer,
        IReadOnlyList<FastTierScope> scopes,
        FastTierEnding? ending
    )
    {
        try
        {
            await Bounded(Done(tier.BeginAsync(writer, scopes, ending, default)), default).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            Failed(exception);
            return exception;
        }
    }

    /// <inheritdoc cref="BeginAsync"/>
    public async ValueTask<Exception?> EndAsync(string? writer, IReadOnlyList<FastTierScope> scopes)
    {
        try
        {
            await Bounded(Done(tier.EndAsync(writer, scopes, default)), default).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            Failed(exception);
            return exception;
        }
    }

    private static async ValueTask<bool> Done(ValueTask step)
    {
        await step.ConfigureAwait(false);
        return true;
    }

    private async ValueTask<T> Bounded<T>(ValueTask<T> step, CancellationToken cancellationToken)
    {
        T answer;
        if (step.IsCompletedSuccessfully)
        {
            answer = step.Result;
        }
        else
        {
            var task = step.AsTask();
            try
            {
                answer = await task.WaitAsync(options.FastTierTimeout, time, cancellationToken).ConfigureAwait(false);
            }
            catch when (!task.IsCompleted)
            {
                // Nobody looks at what becomes of it any more.
                _ = task.ContinueWith(
                    static late => late.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default
                );
                throw;
            }
        }

        if (_breaker.Worked())
            log.Reached();
        return answer;
    }

    private void Failed(Exception exception)
    {
        if (_breaker.Failed())
            log.OutOfReach(exception);
    }

    private static bool IsCallers(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
