using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Fixtures;

/// <summary>A storage whose records cannot be read, and which says so before it returns a task.</summary>
internal sealed class UnreadableStorage : ISessionStorage
{
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        throw new SessionRecordUnreadableException("damaged");

    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
