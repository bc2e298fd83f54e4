using Microsoft.EntityFrameworkCore;
using SessionManager.Audit.Trail;

namespace SessionManager.EntityFrameworkCore.Audit.Trail;

/// <summary>Walks every chain, a page of rows at a time, while others write and purge. For one walk.</summary>
internal sealed class AuditVerifier(DbContext context, AuditHasher hasher, IProgress<long>? progress)
{
    private long _total;

    public async Task<SessionAuditVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var nodes = await AuditChains
            .Chains(context)
            .Select(static chain => chain.NodeId)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        var reports = new List<SessionAuditChainReport>(nodes.Count);
        foreach (var node in nodes)
        {
            var walk = new AuditChainWalk(context, hasher, node, Advance);
            if (await walk.RunAsync(cancellationToken).ConfigureAwait(false) is { } report)
                reports.Add(report);
        }

        reports.AddRange(await FindUnknownAsync(cancellationToken).ConfigureAwait(false));
        reports.Sort(static (left, right) => string.CompareOrdinal(left.NodeId, right.NodeId));
        return new SessionAuditVerification(reports);
    }

    private void Advance(int rows)
    {
        if (rows > 0)
            progress?.Report(_total += rows);
    }

    /// <summary>Rows without a record of their chain. One statement sees both as they were at one time.</summary>
    private async Task<List<SessionAuditChainReport>> FindUnknownAsync(CancellationToken cancellationToken)
    {
        var unknown = await AuditChains
            .Entries(context)
            .Where(row => !AuditChains.Chains(context).Any(chain => chain.NodeId == row.NodeId))
            .GroupBy(static row => row.NodeId)
            .Select(static rows => new { NodeId = rows.Key, First = rows.Min(static row => row.Sequence) })
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        return unknown.ConvertAll(static chain => new SessionAuditChainReport(
            chain.NodeId,
            0,
            new SessionAuditBreak(SessionAuditBreakKind.UnknownChain, chain.First)
        ));
    }
}
