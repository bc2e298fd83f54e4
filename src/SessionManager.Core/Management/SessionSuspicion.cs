using SessionManager.Sessions;

namespace SessionManager.Management;

/// <summary>Something that asks for a look, for <see cref="ISessionManager.ReportSuspicionAsync"/>. It ends nothing.</summary>
/// <param name="Reason">What was seen: one word, of 1 to 100 plain characters, such as <c>many_bad_tokens</c>.</param>
public sealed record SessionSuspicion(string Reason)
{
    /// <summary>The user it is about; null when there is none.</summary>
    public string? UserId { get; init; }

    /// <summary>The session it is about; null when there is none.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The client's address; null when not known.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client's user agent; null when not known.</summary>
    public string? UserAgent { get; init; }
}
