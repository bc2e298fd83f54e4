using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;

namespace SessionManager.Cli.Databases;

/// <summary>
/// Copies sessions in batches, each a transaction: live ones go on under the tokens that are out there, since the hashes
/// of their secrets come along, and history keeps who ended it and why. What is there already is left as it is, so that
/// a run that was stopped can be repeated.
/// </summary>
internal sealed class SessionImport(SessionDatabase from, SessionDatabase to, IProgress<long> progress)
{
    private const int BatchSize = 1000;

    public int Imported { get; private set; }

    /// <summary>How many were there already.</summary>
    public int Present { get; private set; }

    /// <summary>How many users' "ended before" marks were set or moved.</summary>
    public int Marks { get; private set; }

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await EachBatchAsync(
                (source, after) =>
                    source
                        .Sessions.AsNoTracking()
#pragma warning disable CA1309, MA0074 // becomes SQL, where the column's collation orders rows and place alike
                        .Where(row => after == null || string.Compare(row.Id, after) > 0)
#pragma warning restore CA1309, MA0074
                        .OrderBy(static row => row.Id),
                static row => row.Id,
                CopySessionsAsync,
                cancellationToken
            )
            .ConfigureAwait(false);
        // After the sessions, so that a run that is repeated does not miss a mark that came between.
        await EachBatchAsync(
                (source, after) =>
                    source
                        .Users.AsNoTracking()
                        .Where(static user => user.EndedBefore != null)
#pragma warning disable CA1309, MA0074
                        .Where(user => after == null || string.Compare(user.UserId, after) > 0)
#pragma warning restore CA1309, MA0074
                        .OrderBy(static user => user.UserId),
                static user => user.UserId,
                CopyMarksAsync,
                cancellationToken
            )
            .ConfigureAwait(false);
        return true;
    }

    private async Task EachBatchAsync<T>(
        Func<SessionDbContextBase, string?, IQueryable<T>> read,
        Func<T, string> placeOf,
        Func<List<T>, CancellationToken, Task> copy,
        CancellationToken cancellationToken
    )
    {
        string? after = null;
        List<T> rows;
        do
        {
            var source = await from.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
                rows = await read(source, after).Take(BatchSize).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
                return;
            await copy(rows, cancellationToken).ConfigureAwait(false);
            after = placeOf(rows[^1]);
            progress.Report(Imported + Present);
        } while (rows.Count == BatchSize);
    }

    private async Task CopySessionsAsync(List<SessionEntity> rows, CancellationToken cancellationToken)
    {
        var target = await to.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            var ids = rows.ConvertAll(static row => row.Id);
            var present = await target
                .Sessions.Where(row => ids.Contains(row.Id))
                .Select(static row => row.Id)
                .ToHashSetAsync(cancellationToken)
                .ConfigureAwait(false);
            foreach (var row in rows.Where(row => !present.Contains(row.Id)))
                target.Add(InEveryShape(row));
            await target.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            Imported += rows.Count - present.Count;
            Present += present.Count;
        }
    }

    /// <summary>One shape keeps a word, the others a switch: the end, which all of them have, decides both.</summary>
    private static SessionEntity InEveryShape(SessionEntity row)
    {
        row.IsActive = row.TerminatedAt is null;
        row.Status = row switch
        {
            { TerminatedAt: null } => "active",
            { TerminationReason: SessionEndReasons.Expired } => "expired",
            _ => "terminated",
        };
        return row;
    }

    private async Task CopyMarksAsync(List<SessionUserEntity> users, CancellationToken cancellationToken)
    {
        var target = await to.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            var ids = users.ConvertAll(static user => user.UserId);
            var present = await target
                .Users.Where(user => ids.Contains(user.UserId))
                .ToDictionaryAsync(static user => user.UserId, StringComparer.Ordinal, cancellationToken)
                .ConfigureAwait(false);
            foreach (var user in users)
            {
                if (!present.TryGetValue(user.UserId, out var there))
                    target.Add(user);
                else if (there.EndedBefore is { } mark && mark >= user.EndedBefore)
                    continue;
                else
                    (there.EndedBefore, there.ReviewAt) = (user.EndedBefore, user.ReviewAt);
                Marks++;
            }

            await target.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
