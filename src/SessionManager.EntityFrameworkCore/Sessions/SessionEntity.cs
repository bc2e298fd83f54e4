using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Sessions;

/// <summary>
/// A row of the session table. A host reads it like any other entity of its context, and may derive from it to add
/// columns of its own; the columns here are written by the storage alone.
/// </summary>
/// <remarks>
/// Times are UTC. Not thread-safe, like every entity. Ending a session by writing to this entity goes past audit,
/// caches and the rule that an end is final: call <c>ISessionManager.TerminateAsync</c>.
/// </remarks>
public class SessionEntity
{
    /// <summary>The public handle (<see cref="SessionId"/> as text), 31 characters. Primary key.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>Whose session it is. At most 256 characters.</summary>
    public string UserId { get; set; } = string.Empty;

    /// <summary>A name for people. At most 256 characters.</summary>
    public string? UserName { get; set; }

    /// <summary>
    /// The state that was last written: <c>active</c> while nobody recorded an end, then <c>expired</c> or
    /// <c>terminated</c>. Whether an active session is idle or already due follows from <see cref="IdleAt"/> and
    /// <see cref="ExpiresAt"/> and the clock.
    /// </summary>
    public string Status { get; set; } = "active";

    /// <summary>Whether nobody has recorded an end: the form in which the other table shapes keep <see cref="Status"/>.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>When the session was opened.</summary>
    public DateTime CreatedAt { get; set; }

    /// <summary>When it was last used, exact to the activity interval.</summary>
    public DateTime LastActivity { get; set; }

    /// <summary>When the user last proved who they are.</summary>
    public DateTime AuthenticatedAt { get; set; }

    /// <summary>The end as things stand. From this moment on the session is over.</summary>
    public DateTime ExpiresAt { get; set; }

    /// <summary>The end that nothing moves.</summary>
    public DateTime AbsoluteExpiresAt { get; set; }

    /// <summary>From when on the session counts as idle unless it is used; null for never.</summary>
    public DateTime? IdleAt { get; set; }

    /// <summary>How long the session lives without use, in microseconds.</summary>
    public long IdleTimeout { get; set; }

    /// <summary>After how long without use it is idle, in microseconds; null for never.</summary>
    public long? IdleAfter { get; set; }

    /// <summary>How long before its end a client should renew it, in microseconds.</summary>
    public long RefreshThreshold { get; set; }

    /// <summary>Whether use moves <see cref="ExpiresAt"/>.</summary>
    public bool IsSliding { get; set; } = true;

    /// <summary>Whether the user asked to be remembered.</summary>
    public bool IsPersistent { get; set; }

    /// <summary>The address the session was opened from. At most 45 characters.</summary>
    public string? IpAddress { get; set; }

    /// <summary>The client's user agent. At most 512 characters.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The kind of device, in lower case: <c>unknown</c>, <c>phone</c>, <c>tablet</c>, <c>computer</c>.</summary>
    public string DeviceType { get; set; } = "unknown";

    /// <summary>A name of the device for people. At most 256 characters.</summary>
    public string? DeviceName { get; set; }

    /// <summary>The browser or app. At most 256 characters.</summary>
    public string? Browser { get; set; }

    /// <summary>The operating system. At most 256 characters.</summary>
    public string? OperatingSystem { get; set; }

    /// <summary>A value that tells devices of one user apart. At most 256 characters.</summary>
    public string? DeviceFingerprint { get; set; }

    /// <summary>Where the session was opened: ISO 3166-1 alpha-2. At most 64 characters.</summary>
    public string? CountryCode { get; set; }

    /// <summary>Where the session was opened. At most 256 characters.</summary>
    public string? City { get; set; }

    /// <summary>
    /// <see cref="CountryCode"/> in invariant upper case, by which it is found: databases differ in what they take for
    /// the same letter.
    /// </summary>
    public string? CountryKey { get; set; }

    /// <summary><see cref="City"/> in invariant upper case, by which it is found.</summary>
    public string? CityKey { get; set; }

    /// <summary>Degrees north.</summary>
    public double? Latitude { get; set; }

    /// <summary>Degrees east.</summary>
    public double? Longitude { get; set; }

    /// <summary>Roles as a JSON array; null for none.</summary>
    public string? Roles { get; set; }

    /// <summary>Permissions as a JSON array; null for none.</summary>
    public string? Permissions { get; set; }

    /// <summary>Authentication methods (RFC 8176) as a JSON array; null for none.</summary>
    public string? AuthenticationMethods { get; set; }

    /// <summary>What was unusual about the sign-in, from 0 to 100; null when nobody looked.</summary>
    public int? RiskScore { get; set; }

    /// <summary>What was unusual, as a JSON array; null for nothing.</summary>
    public string? RiskReasons { get; set; }

    /// <summary>The host's own data as a JSON object; null for none.</summary>
    public string? Metadata { get; set; }

    /// <summary>When the session ended; null while nobody recorded an end.</summary>
    public DateTime? TerminatedAt { get; set; }

    /// <summary>Who ended it: a user id or <c>system</c>. At most 256 characters.</summary>
    public string? TerminatedBy { get; set; }

    /// <summary>Why it ended. At most 100 characters.</summary>
    public string? TerminationReason { get; set; }

    /// <summary>The operation that ended it: sessions that ended together share it.</summary>
    public Guid? TerminationId { get; set; }

    /// <summary>The SHA-256 of the current secret, 32 bytes.</summary>
    public byte[] SecretHash { get; set; } = [];

    /// <summary>The SHA-256 of the secret before; null when there is none.</summary>
    public byte[]? PreviousSecretHash { get; set; }

    /// <summary>Until when the secret before is accepted.</summary>
    public DateTime? PreviousSecretAcceptedUntil { get; set; }

    /// <summary>The successor of the secret before, encrypted under a key that only that secret yields.</summary>
    public byte[]? PreviousSecretSuccessor { get; set; }

    /// <summary>The hash of the code that another device may redeem, 32 bytes; null when none was asked for.</summary>
    public byte[]? TransferHash { get; set; }

    /// <summary>Until when the code may be redeemed.</summary>
    public DateTime? TransferExpiresAt { get; set; }

    /// <summary>The session that the code was redeemed for, 31 characters; null while it was not.</summary>
    public string? TransferRedeemedBy { get; set; }

    /// <summary>Counts the writes (<see cref="SessionRecord.Version"/>). Concurrency token.</summary>
    public long Version { get; set; }
}
