using System.Text;
using SessionManager.DependencyInjection;
using SessionManager.Sessions;

namespace SessionManager.Management;

/// <summary>The bounds of what a session takes in. Each refusal names the field and the fix and repeats no input.</summary>
internal static class SessionInput
{
    public const int MaxUserId = 256;
    private const int MaxUserAgent = 512;
    private const int MaxIpAddress = 45;
    private const int MaxReason = 100;
    private const int MaxRoles = 32;
    private const int MaxRole = 64;
    private const int MaxPermissions = 256;
    private const int MaxPermission = 128;
    private const int MaxMethods = 16;
    private const int MaxMethod = 32;

    /// <summary>The first thing wrong with a sign-in; null when all is well.</summary>
    public static SessionError? Check(SessionCreateRequest request, SessionManagerOptions options) =>
        CheckUserId(request.UserId)
        ?? CheckOptional(nameof(request.UserName), request.UserName, MaxUserId)
        ?? CheckRoles(request.Roles)
        ?? CheckPermissions(request.Permissions)
        ?? CheckMethods(request.AuthenticationMethods)
        ?? (
            request.Timeout <= TimeSpan.Zero
                ? new SessionError(nameof(request.Timeout), "Timeout must be more than zero, or null for the policy's.")
                : null
        )
        ?? CheckMetadata(request.Metadata, options);

    public static SessionError? CheckUserId(string? userId) =>
        string.IsNullOrEmpty(userId)
            ? new SessionError("UserId", "UserId must not be empty.")
            : CheckOptional("UserId", userId, MaxUserId);

    public static SessionError? CheckRoles(IReadOnlyList<string>? roles) =>
        CheckList("Roles", roles, MaxRoles, MaxRole);

    public static SessionError? CheckPermissions(IReadOnlyList<string>? permissions) =>
        CheckList("Permissions", permissions, MaxPermissions, MaxPermission);

    public static SessionError? CheckMethods(IReadOnlyList<string>? methods) =>
        CheckList("AuthenticationMethods", methods, MaxMethods, MaxMethod);

    public static SessionError? CheckMetadata(SessionMetadata? metadata, SessionManagerOptions options)
    {
        if (metadata is null)
            return new("Metadata", "Metadata must not be null: use SessionMetadata.Empty.");
        if (metadata.Count > options.MaxMetadataEntries)
            return new("Metadata", $"Metadata may have at most {options.MaxMetadataEntries} names.");
        return metadata.Count > 0 && Encoding.UTF8.GetByteCount(metadata.ToJson()) > options.MaxMetadataBytes
            ? new("Metadata", $"Metadata may take at most {options.MaxMetadataBytes} bytes as JSON.")
            : null;
    }

    public static SessionError? CheckLabel(string? label) => CheckOptional("Label", label, SessionLabel.MaxLength);

    /// <exception cref="ArgumentException">The user id, the actor or the reason is out of bounds.</exception>
    public static void DemandEnding(string userId, string by, string reason)
    {
        DemandUserId(userId, nameof(userId));
        DemandActor(by, nameof(by));
        ArgumentNullException.ThrowIfNull(reason);
        if (CheckReason(reason) is { } error)
            throw new ArgumentException(error.Message, nameof(reason));
    }

    public static SessionError? CheckReason(string reason)
    {
        if (reason.Length is 0 or > MaxReason || !PlainText.IsClean(reason))
            return new("reason", $"A reason has 1 to {MaxReason} plain characters.");
        return string.Equals(reason, SessionEndReasons.Expired, StringComparison.Ordinal)
            ? new("reason", "The reason 'expired' is reserved: pass another.")
            : null;
    }

    /// <exception cref="ArgumentException">The user id is out of bounds.</exception>
    public static void DemandUserId(string userId, string parameter)
    {
        ArgumentNullException.ThrowIfNull(userId, parameter);
        if (CheckUserId(userId) is { } error)
            throw new ArgumentException(error.Message, parameter);
    }

    /// <exception cref="ArgumentException">The actor is out of bounds.</exception>
    public static void DemandActor(string by, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(by, parameter);
        if (CheckOptional("The actor", by, MaxUserId) is { } error)
            throw new ArgumentException(error.Message, parameter);
    }

    public static string? UserAgent(string? text) => PlainText.Clean(text, MaxUserAgent);

    public static string? IpAddress(string? text) => PlainText.Clean(text, MaxIpAddress);

    private static SessionError? CheckOptional(string field, string? value, int maximum)
    {
        if (value is null)
            return null;
        if (value.Length > maximum)
            return new(field, $"{field} may have at most {maximum} characters.");
        return PlainText.IsClean(value)
            ? null
            : new(field, $"{field} must not contain control, direction or malformed characters.");
    }

    private static SessionError? CheckList(string field, IReadOnlyList<string>? values, int count, int length)
    {
        if (values is null)
            return new(field, $"{field} must not be null: use an empty list.");
        if (values.Count > count)
            return new(field, $"{field} may have at most {count} entries.");
        foreach (var value in values)
        {
            if (string.IsNullOrEmpty(value))
                return new(field, $"{field} must not contain an empty entry.");
            if (CheckOptional(field, value, length) is { } error)
                return error;
        }

        return null;
    }
}
