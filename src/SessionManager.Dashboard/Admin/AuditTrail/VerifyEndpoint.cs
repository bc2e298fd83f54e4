using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit.Trail;
using SessionManager.Storage;

namespace SessionManager.Dashboard.Admin.AuditTrail;

/// <summary>Walks the chains of the trail and answers with the progress. One at a time on this node: it reads every row.</summary>
internal sealed class VerifyEndpoint
{
    private int _isRunning;

    public IResult Handle(HttpContext context)
    {
        if (context.RequestServices.GetService<ISessionAuditTrail>() is not { } trail)
            return AdminProblems.Unsupported(AuditListEndpoint.NoTrail);
        return new Answer(this, trail);
    }

    private static async Task<VerificationProgress> VerifyAsync(
        ISessionAuditTrail trail,
        Counter counter,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var found = await trail.VerifyAsync(counter, cancellationToken).ConfigureAwait(false);
            return new VerificationProgress
            {
                Checked = found.Entries,
                Outcome = found.IsIntact ? VerificationOutcome.Intact : VerificationOutcome.Broken,
                Chains = [.. found.Chains.Select(VerifiedChain.Of)],
            };
        }
        catch (SessionStorageException)
        {
            return new VerificationProgress { Checked = counter.Value, Outcome = VerificationOutcome.Unavailable };
        }
    }

    /// <summary>Takes progress as it is told, where the platform's own would tell it later and elsewhere.</summary>
    private sealed class Counter : IProgress<long>
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Report(long value) => Interlocked.Exchange(ref _value, value);
    }

    /// <summary>Takes its turn only when it answers: a filter of the host's may put another answer in its place.</summary>
    private sealed class Answer(VerifyEndpoint endpoint, ISessionAuditTrail trail) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (Interlocked.Exchange(ref endpoint._isRunning, 1) != 0)
            {
                await AdminProblems
                    .Busy("The trail is being verified already.")
                    .ExecuteAsync(httpContext)
                    .ConfigureAwait(false);
                return;
            }

            try
            {
                var counter = new Counter();
                await new ProgressResult<VerificationProgress>(
                    AdminJsonContext.Default.VerificationProgress,
                    cancel => VerifyAsync(trail, counter, cancel),
                    () => new VerificationProgress { Checked = counter.Value }
                )
                    .ExecuteAsync(httpContext)
                    .ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Exchange(ref endpoint._isRunning, 0);
            }
        }
    }
}
