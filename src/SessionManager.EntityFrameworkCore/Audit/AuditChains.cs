using Microsoft.EntityFrameworkCore;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>The rows and the record of one chain, past any filter and tracking of the host's.</summary>
internal static class AuditChains
{
    public static IQueryable<SessionAuditEntry> Entries(DbContext context) =>
        context.Set<SessionAuditEntry>().IgnoreQueryFilters().AsNoTracking();

    public static IQueryable<SessionAuditEntry> Entries(DbContext context, string node) =>
        Entries(context).Where(row => row.NodeId == node);

    public static IQueryable<SessionAuditChain> Chains(DbContext context) =>
        context.Set<SessionAuditChain>().IgnoreQueryFilters().AsNoTracking();

    public static Task<SessionAuditChain?> FindAsync(
        DbContext context,
        string node,
        CancellationToken cancellationToken
    ) => Chains(context).FirstOrDefaultAsync(chain => chain.NodeId == node, cancellationToken);

    /// <summary>
    /// Reads a chain's record and keeps others from changing it until the transaction ends: an update that changes
    /// nothing is the lock that every database has.
    /// </summary>
    public static async Task<SessionAuditChain?> LockAsync(
        DbContext context,
        string node,
        CancellationToken cancellationToken
    )
    {
        await Chains(context)
            .Where(chain => chain.NodeId == node)
            .ExecuteUpdateAsync(
                static set => set.SetProperty(chain => chain.LastSequence, chain => chain.LastSequence),
                cancellationToken
            )
            .ConfigureAwait(false);
        return await FindAsync(context, node, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces a record, unless it is not as it was read any more.</summary>
    public static async Task<bool> ReplaceAsync(
        DbContext context,
        SessionAuditChain before,
        SessionAuditChain after,
        CancellationToken cancellationToken
    )
    {
        var changed = await AsRead(context, before)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(chain => chain.FirstSequence, after.FirstSequence)
                        .SetProperty(chain => chain.LastSequence, after.LastSequence)
                        .SetProperty(chain => chain.LastHash, after.LastHash)
                        .SetProperty(chain => chain.AnchorHash, after.AnchorHash)
                        .SetProperty(chain => chain.Seal, after.Seal),
                cancellationToken
            )
            .ConfigureAwait(false);
        return changed == 1;
    }

    /// <summary>Deletes a record, unless it is not as it was read any more.</summary>
    public static async Task<bool> DeleteAsync(
        DbContext context,
        SessionAuditChain before,
        CancellationToken cancellationToken
    ) => await AsRead(context, before).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) == 1;

    /// <summary>Seals a record. One that was found altered stays so: a write must not cover that up.</summary>
    public static SessionAuditChain Seal(this SessionAuditChain after, SessionAuditChain? before, AuditHasher hasher)
    {
        after.Seal = before is null || before.IsSealed(hasher) ? hasher.Of(after) : AuditHasher.None;
        return after;
    }

    public static bool IsSealed(this SessionAuditChain chain, AuditHasher hasher) =>
        AuditHasher.Same(chain.Seal, hasher.Of(chain));

    private static IQueryable<SessionAuditChain> AsRead(DbContext context, SessionAuditChain before) =>
        Chains(context)
            .Where(chain =>
                chain.NodeId == before.NodeId
                && chain.FirstSequence == before.FirstSequence
                && chain.LastSequence == before.LastSequence
                && chain.Seal == before.Seal
            );
}
