using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionManager.Audit;

/// <summary>What happened to a session.</summary>
[JsonConverter(typeof(SessionAuditKindJsonConverter))]
public enum SessionAuditKind
{
    /// <summary>A session was opened.</summary>
    Created,

    /// <summary>A sign-in was refused: the limit was reached, or the user's sessions were ended meanwhile.</summary>
    Rejected,

    /// <summary>A session was used (at most once per activity interval).</summary>
    Accessed,

    /// <summary>A client got new tokens.</summary>
    Refreshed,

    /// <summary>The server gave a session a new secret; the old one is dead.</summary>
    Rotated,

    /// <summary>The end of a session moved.</summary>
    Extended,

    /// <summary>The host's data on a session changed.</summary>
    MetadataChanged,

    /// <summary>Roles or permissions of a session changed.</summary>
    RolesChanged,

    /// <summary>A session was ended.</summary>
    Terminated,

    /// <summary>A session's time ran out, and cleanup recorded it.</summary>
    Expired,

    /// <summary>Something that asks for a look: see the reason.</summary>
    Suspicious,

    /// <summary>The host reported a security event of a user.</summary>
    SecurityEvent,

    /// <summary>All that was kept of a user was deleted.</summary>
    UserErased,

    /// <summary>A session asked for a code with which another device is to get a session of its own.</summary>
    TransferCodeIssued,

    /// <summary>Such a code was redeemed; the details name the new session (<c>transferred_to</c>).</summary>
    Transferred,
}

/// <summary>Writes a kind of event as a lower-case word. Public, so that a host's source generator may use it.</summary>
public sealed class SessionAuditKindJsonConverter()
    : JsonStringEnumConverter<SessionAuditKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
