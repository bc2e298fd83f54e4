using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>Somebody who waits for a session that is read together with others.</summary>
internal sealed class SharedLookup(string id, CancellationToken left)
{
    private readonly TaskCompletionSource<SessionRecord?> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public string Id => id;

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Left => left;

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
            Fail(exception);
        }
    }

    public void Fail(Exception exception)
    {
        _answer.TrySetException(exception);
        // Who has left does not look at it, and that is no error that was forgotten.
        _ = _answer.Task.Exception;
    }
}
