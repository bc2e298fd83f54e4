namespace SessionManager.Audit;

/// <summary>An event that must be recorded (<see cref="SessionAuditMode.Strict"/>) could not be.</summary>
public sealed class SessionAuditException : Exception
{
    /// <summary>Makes an exception.</summary>
    public SessionAuditException(string message, Exception? innerException = null)
        : base(message, innerException) { }
}
