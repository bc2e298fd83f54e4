using System.Data;
using Microsoft.EntityFrameworkCore;

namespace SessionManager.EntityFrameworkCore.Audit.Trail;

/// <summary>Deletes old rows from the beginning of each chain, and moves the chain's recorded start behind them.</summary>
internal sealed class AuditPurge(DbContext context, AuditHasher hasher, DateTime before, int batch)
{
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var nodes = await AuditChains
            .Chains(context)
            .Where(chain =>
                AuditChains
                    .Entries(context)
                    .Any(row => row.NodeId == chain.NodeId && row.Sequence >= chain.FirstSequence && row.At < before)
            )
            .Select(static chain => chain.NodeId)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        var strategy = context.Database.CreateExecutionStrategy();
        var purged = 0L;
        foreach (var node in nodes)
        {
            int deleted;
            do
            {
                deleted = await strategy
                    .ExecuteAsync(node, (name, cancel) => PurgeBatchAsync(name, cancel), cancellationToken)
                    .ConfigureAwait(false);
                purged += deleted;
            } while (deleted > 0);
        }

        return purged;
    }

    private async Task<int> PurgeBatchAsync(string node, CancellationToken cancellationToken)
    {
        var transaction = await context
            .Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken)
            .ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Writers of this chain and other purges wait here: the record and the rows move together.
            var chain = await AuditChains.LockAsync(context, node, cancellationToken).ConfigureAwait(false);
            if (chain is null || await FindEndAsync(chain, cancellationToken).ConfigureAwait(false) is not { } end)
                return 0;
            var moved =
                end.Sequence >= chain.LastSequence
                    ? await AuditChains.DeleteAsync(context, chain, cancellationToken).ConfigureAwait(false)
                    : await AuditChains
                        .ReplaceAsync(context, chain, From(chain, end), cancellationToken)
                        .ConfigureAwait(false);
            if (!moved)
                return 0;
            var deleted = await AuditChains
                .Entries(context, node)
                .Where(row => row.Sequence >= chain.FirstSequence && row.Sequence <= end.Sequence)
                .ExecuteDeleteAsync(cancellationToken)
                .ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return deleted;
        }
    }

    /// <summary>The last of the old rows that the chain begins with, as many as a batch; null when there is none.</summary>
    private async Task<AuditTail?> FindEndAsync(SessionAuditChain chain, CancellationToken cancellationToken)
    {
        var rows = await AuditChains
            .Entries(context, chain.NodeId)
            .Where(row => row.Sequence >= chain.FirstSequence && row.Sequence <= chain.LastSequence)
            .OrderBy(static row => row.Sequence)
            .Take(batch)
            .Select(static row => new
            {
                row.Sequence,
                row.At,
                row.Hash,
            })
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        var old = rows.TakeWhile(row => row.At < before).LastOrDefault();
        return old is null ? null : new AuditTail(old.Sequence, old.Hash);
    }

    private SessionAuditChain From(SessionAuditChain chain, AuditTail end) =>
        new SessionAuditChain
        {
            NodeId = chain.NodeId,
            FirstSequence = end.Sequence + 1,
            AnchorHash = end.Hash,
            LastSequence = chain.LastSequence,
            LastHash = chain.LastHash,
        }.Seal(chain, hasher);
}
