using Microsoft.EntityFrameworkCore;
using SessionManager.Audit.Trail;

namespace SessionManager.EntityFrameworkCore.Audit.Trail;

/// <summary>
/// Walks one chain from its recorded start to its recorded end. A record read after rows is at least as new as they are,
/// so whatever looks wrong is judged by a record that is read then: a purge or a writer may have been at work.
/// </summary>
internal sealed class AuditChainWalk(DbContext context, AuditHasher hasher, string node, Action<int> advance)
{
    private const int PageSize = 1000;

    private long _expected;
    private byte[] _previous = [];
    private long _entries;

    /// <summary>What was found; null when the chain was purged away meanwhile.</summary>
    public async Task<SessionAuditChainReport?> RunAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is not { } record)
            return null;
        StartAt(record);
        if (await FindBeforeAsync(record, cancellationToken).ConfigureAwait(false) is { } stray)
            return Report(SessionAuditBreakKind.Unrecorded, stray);
        while (true)
        {
            if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { } rows)
                return Report(SessionAuditBreakKind.Altered, _expected);
            var before = _entries;
            var wrong = Check(rows);
            advance((int)(_entries - before));
            if (wrong is { Kind: not SessionAuditBreakKind.Missing })
                return Report(wrong.Kind, wrong.Sequence);
            if (wrong is null && rows.Count > 0)
                continue;

            if (await FindAsync(cancellationToken).ConfigureAwait(false) is not { } fresh)
                return null;
            if (fresh.FirstSequence > _expected)
            {
                // The rows that the walk was at have been purged.
                StartAt(record = fresh);
                continue;
            }

            if (wrong is not null)
                return Report(SessionAuditBreakKind.Missing, wrong.Sequence);
            if (record.LastSequence >= _expected)
                return Report(SessionAuditBreakKind.TruncatedTail, _expected);
            record = fresh;
            if (fresh.LastSequence < _expected)
                return Report(CheckEnd(fresh));
        }
    }

    private void StartAt(SessionAuditChain record)
    {
        _expected = record.FirstSequence;
        _previous = record.AnchorHash;
    }

    /// <summary>The first of these rows that is wrong.</summary>
    private SessionAuditBreak? Check(List<SessionAuditEntry> rows)
    {
        foreach (var row in rows)
        {
            if (row.Sequence != _expected)
                return new SessionAuditBreak(SessionAuditBreakKind.Missing, _expected);
            if (!AuditHasher.Same(row.PreviousHash, _previous))
                return new SessionAuditBreak(SessionAuditBreakKind.BadLink, row.Sequence);
            if (!AuditHasher.Same(row.Hash, hasher.Of(row)))
                return new SessionAuditBreak(SessionAuditBreakKind.Altered, row.Sequence);
            _previous = row.Hash;
            _expected++;
            _entries++;
        }

        return null;
    }

    /// <summary>Whether the record tells of the row that was found last, and is as it was written.</summary>
    private SessionAuditBreak? CheckEnd(SessionAuditChain record)
    {
        if (record.LastSequence < _expected - 1)
            return new SessionAuditBreak(SessionAuditBreakKind.Unrecorded, record.LastSequence + 1);
        if (!AuditHasher.Same(record.LastHash, _previous))
            return new SessionAuditBreak(SessionAuditBreakKind.BadLink, record.LastSequence);
        return record.IsSealed(hasher) ? null : new SessionAuditBreak(SessionAuditBreakKind.AlteredRecord, null);
    }

    private Task<SessionAuditChain?> FindAsync(CancellationToken cancellationToken) =>
        AuditChains.FindAsync(context, node, cancellationToken);

    private Task<long?> FindBeforeAsync(SessionAuditChain record, CancellationToken cancellationToken) =>
        AuditChains
            .Entries(context, node)
            .Where(row => row.Sequence < record.FirstSequence)
            .MinAsync(static row => (long?)row.Sequence, cancellationToken);

    /// <summary>The next page; null when its first row holds what its columns cannot (SQLite takes anything anywhere).</summary>
    private async Task<List<SessionAuditEntry>?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(PageSize, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            // One of the page: those before it are read one by one.
        }

        try
        {
            return await ReadAsync(1, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    private Task<List<SessionAuditEntry>> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var from = _expected;
        return AuditChains
            .Entries(context, node)
            .Where(row => row.Sequence >= from)
            .OrderBy(static row => row.Sequence)
            .Take(count)
            .ToListAsync(cancellationToken);
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is FormatException or InvalidCastException or OverflowException;

    private SessionAuditChainReport Report(SessionAuditBreakKind kind, long? sequence) =>
        Report(new SessionAuditBreak(kind, sequence));

    private SessionAuditChainReport Report(SessionAuditBreak? wrong) => new(node, _entries, wrong);
}
