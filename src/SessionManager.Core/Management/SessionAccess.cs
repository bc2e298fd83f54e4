using System.Runtime.InteropServices;

namespace SessionManager.Management;

/// <summary>How a session is used by a request.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SessionAccess
{
    /// <summary>Whether this use must not keep the session alive: for polling and health pages.</summary>
    public bool IsPassive { get; init; }

    /// <summary>The client's address, for the audit trail; null when not known.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client's user agent, for the audit trail; null when not known.</summary>
    public string? UserAgent { get; init; }
}
