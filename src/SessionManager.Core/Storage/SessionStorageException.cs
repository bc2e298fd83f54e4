namespace SessionManager.Storage;

/// <summary>
/// The storage could not do its work: it is out of reach, too slow, or refused. Nothing was authenticated. A host
/// answers 503. The message names the operation and holds no secret.
/// </summary>
public class SessionStorageException : Exception
{
    /// <summary>Makes an exception.</summary>
    public SessionStorageException(string message, Exception? innerException = null)
        : base(message, innerException) { }
}

/// <summary>
/// A stored record cannot be read: it is damaged, or a newer version of the library wrote it. It is left as it is, and
/// its session is not accepted.
/// </summary>
public sealed class SessionRecordUnreadableException : SessionStorageException
{
    /// <summary>Makes an exception.</summary>
    public SessionRecordUnreadableException(string message, Exception? innerException = null)
        : base(message, innerException) { }
}
