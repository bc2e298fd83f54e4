using SessionManager.Sessions;

namespace SessionManager.Mcp.Answers;

/// <summary>The lower-case word of a state. Core's own converter is not open to a serializer generated here.</summary>
internal static class SessionStatusWord
{
    private static readonly Dictionary<string, SessionStatus> Words = Enum.GetValues<SessionStatus>()
        .ToDictionary(Of, StringComparer.Ordinal);

    public static string Of(SessionStatus status) =>
        status switch
        {
            SessionStatus.Active => "active",
            SessionStatus.Idle => "idle",
            SessionStatus.Expired => "expired",
            SessionStatus.Terminated => "terminated",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    /// <summary>Reads the word; null stands for every state.</summary>
    public static bool TryRead(string? word, out SessionStatus? status)
    {
        status = word is not null && Words.TryGetValue(word, out var found) ? found : null;
        return word is null || status is not null;
    }
}
