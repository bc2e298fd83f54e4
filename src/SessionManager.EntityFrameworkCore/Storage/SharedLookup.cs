using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>Somebody who waits for a session that is read together with others.</summary>
internal sealed class SharedLookup(string id)
{
    private readonly TaskCompletionSource<SessionRecord?> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public string Id => id;

    public Task<SessionRecord?> Answer => _answer.Task;

    /// <summary>Answers by the row; null when there is none. A damaged one is a failure of this look-up alone.</summary>
    public void Tell(SessionEntity? row)
    {
        try
        {
            _answer.TrySetResult(row is null ? null : SessionEntityConverter.Read(row));
        }
        catch (SessionRecordUnreadableException exception)
        {
            _answer.TrySetException(exception);
        }
    }

    public void Fail(Exception exception) => _answer.TrySetException(exception);
}
