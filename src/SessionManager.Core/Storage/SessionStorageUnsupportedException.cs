namespace SessionManager.Storage;

/// <summary>
/// The storage that the host chose cannot do this at all (<see cref="SessionStorageGuarantees"/>): trying again does not
/// help. The message names what to do instead; it holds no secret and may be shown to an administrator.
/// </summary>
public sealed class SessionStorageUnsupportedException : SessionStorageException
{
    /// <summary>Makes an exception.</summary>
    public SessionStorageUnsupportedException(string message, Exception? innerException = null)
        : base(message, innerException) { }
}
