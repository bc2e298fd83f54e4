using System.Text.Json;

namespace SessionManager.Sessions;

/// <summary>
/// The name that a user gives a session's device. It stands among the session's metadata, which every storage keeps and
/// changes in one step, under a name that a host's own data cannot have.
/// </summary>
internal static class SessionLabel
{
    public const int MaxLength = 60;

    private const string Name = ".label";

    public static string? Of(SessionMetadata metadata) =>
        metadata.TryGetValue(Name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static SessionMetadata Set(SessionMetadata metadata, string? label) =>
        label is null ? metadata.Without(Name) : metadata.With(Name, label);
}
