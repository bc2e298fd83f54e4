using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>
/// Appends batches to one node's chain, each in one transaction. What it knows of the chain's end it learned from a
/// commit that succeeded; after anything else it reads the end again. One call at a time.
/// </summary>
internal sealed partial class AuditChainWriter(string node, AuditHasher hasher, ILogger logger)
{
    private const int MostUnsure = 64;

    private readonly List<Unsure> _unsure = [];

    /// <summary>The chain's record as this writer left it; null when it must be read again.</summary>
    private SessionAuditChain? _chain;

    /// <summary>The last row that this writer knows it wrote.</summary>
    private AuditTail? _own;

    /// <summary>Writes a batch; false when the chain went on without this writer, and another try will read its end.</summary>
    public async Task<bool> TryWriteAsync(DbContext context, AuditBatch batch, CancellationToken cancellationToken)
    {
        context.ChangeTracker.Clear();
        var transaction = await context
            .Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken)
            .ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // A batch whose earlier commit is in doubt is looked for first, also when others were written since.
            var chain = _unsure.Exists(one => one.Is(batch)) ? null : _chain;
            _chain = null;
            AuditTail tail;
            if (chain is not null)
            {
                tail = new AuditTail(chain.LastSequence, chain.LastHash);
            }
            else
            {
                chain = await AuditChains.LockAsync(context, node, cancellationToken).ConfigureAwait(false);
                if (await WasCommittedAsync(context, batch, cancellationToken).ConfigureAwait(false))
                    return true;
                tail = await FindTailAsync(context, chain, cancellationToken).ConfigureAwait(false);
            }

            var end = batch.Append(tail);
            var next = Extend(chain, tail, end);
            if (chain is null)
                context.Add(next);
            else if (!await AuditChains.ReplaceAsync(context, chain, next, cancellationToken).ConfigureAwait(false))
                return false;
            context.AddRange(batch.Rows);
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            await CommitAsync(transaction, batch, end).ConfigureAwait(false);
            _own = end;
            _chain = next;
            return true;
        }
    }

    private SessionAuditChain Extend(SessionAuditChain? chain, AuditTail tail, AuditTail end) =>
        new SessionAuditChain
        {
            NodeId = node,
            FirstSequence = chain?.FirstSequence ?? (tail.Sequence + 1),
            AnchorHash = chain?.AnchorHash ?? tail.Hash,
            LastSequence = end.Sequence,
            LastHash = end.Hash,
        }.Seal(chain, hasher);

    /// <summary>
    /// Commits, remembering what was tried: after an exception nobody knows whether the database did it. It is not
    /// cancelled half-way, which would only add to the doubt.
    /// </summary>
    private async Task CommitAsync(IDbContextTransaction transaction, AuditBatch batch, AuditTail end)
    {
        if (_unsure.Count == MostUnsure)
            _unsure.RemoveAt(0);
        _unsure.Add(new Unsure(batch.Fingerprint, end));
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        Resolve(batch);
    }

    /// <summary>Whether an earlier try to write the same was committed after all.</summary>
    private async Task<bool> WasCommittedAsync(DbContext context, AuditBatch batch, CancellationToken cancellationToken)
    {
        foreach (var tried in _unsure.Where(one => one.Is(batch)))
        {
            var end = tried.End;
            var found = await AuditChains
                .Entries(context, node)
                .AnyAsync(row => row.Sequence == end.Sequence && row.Hash == end.Hash, cancellationToken)
                .ConfigureAwait(false);
            if (!found)
                continue;
            if (_own is not { } own || own.Sequence < end.Sequence)
                _own = end;
            Resolve(batch);
            LogWrittenBefore(node, batch.Rows.Count);
            return true;
        }

        return false;
    }

    private void Resolve(AuditBatch batch) => _unsure.RemoveAll(one => one.Is(batch));

    /// <summary>
    /// Where the chain goes on: at the furthest end that the record, the rows or this writer know. So a tail that was
    /// removed under a running writer leaves a gap, which verification finds, and is never written anew.
    /// </summary>
    private async Task<AuditTail> FindTailAsync(
        DbContext context,
        SessionAuditChain? chain,
        CancellationToken cancellationToken
    )
    {
        var last = await AuditChains
            .Entries(context, node)
            .OrderByDescending(static row => row.Sequence)
            .Select(static row => new { row.Sequence, row.Hash })
            .FirstOrDefaultAsync(cancellationToken)
            .ConfigureAwait(false);
        var tail = _own ?? AuditTail.Start;
        if (chain is not null && chain.LastSequence > tail.Sequence)
            tail = new AuditTail(chain.LastSequence, chain.LastHash);
        if (last is not null && last.Sequence > tail.Sequence)
            tail = new AuditTail(last.Sequence, last.Hash);

        // Neither record nor rows: all was purged, or nothing was ever written.
        if (chain?.LastSequence != last?.Sequence || (chain is not null && chain.LastSequence < _own?.Sequence))
            LogChanged(node, tail.Sequence);
        else if (_own is { } own && tail.Sequence > own.Sequence && !_unsure.Exists(one => one.End.Is(tail)))
            LogShared(node);
        return tail;
    }

    /// <summary>A batch whose commit began and was not seen to succeed, and where the chain would end by it.</summary>
    private readonly record struct Unsure(byte[] Fingerprint, AuditTail End)
    {
        public bool Is(AuditBatch batch) => AuditHasher.Same(Fingerprint, batch.Fingerprint);
    }
}
