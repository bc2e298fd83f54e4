using Microsoft.EntityFrameworkCore;
using SessionManager.Audit.Trail;
using SessionManager.EntityFrameworkCore.Storage;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Audit.Trail;

/// <inheritdoc cref="ISessionAuditTrail"/>
internal sealed class DatabaseAuditTrail<TContext>(ContextSource<TContext> contexts, DatabaseAuditOptions options)
    : ISessionAuditTrail
    where TContext : DbContext
{
    private const int LargestBatch = 100_000;

    private readonly AuditHasher _hasher = new(options.Key);

    public Task<SessionAuditPage> QueryAsync(SessionAuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > SessionAuditQuery.MaximumLimit)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "Limit must be from 1 to 1000.");
        return RunAsync("read", context => AuditReader.ReadAsync(context, query, cancellationToken), cancellationToken);
    }

    public Task<SessionAuditVerification> VerifyAsync(
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        RunAsync(
            "verified",
            context => new AuditVerifier(context, _hasher, progress).VerifyAsync(cancellationToken),
            cancellationToken
        );

    public Task<long> PurgeAsync(DateTimeOffset before, int batch = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, LargestBatch);
        return RunAsync(
            "purged",
            context => new AuditPurge(context, _hasher, before.UtcDateTime, batch).RunAsync(cancellationToken),
            cancellationToken
        );
    }

    private async Task<T> RunAsync<T>(
        string what,
        Func<TContext, Task<T>> operation,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var lease = await contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (lease.ConfigureAwait(false))
                return await operation(lease.Context).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new SessionStorageException($"The audit trail could not be {what}.", exception);
        }
    }
}
