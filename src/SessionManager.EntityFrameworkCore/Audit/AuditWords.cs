using System.Collections.Frozen;
using System.Text.Json;
using SessionManager.Audit;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>The kinds of events as they are stored: the same snake_case words as on the wire.</summary>
internal static class AuditWords
{
    private static readonly FrozenDictionary<string, SessionAuditKind> _kinds = Enum.GetValues<SessionAuditKind>()
        .ToFrozenDictionary(Word, StringComparer.Ordinal);

    private static readonly FrozenDictionary<SessionAuditKind, string> _words = _kinds.ToFrozenDictionary(
        static pair => pair.Value,
        static pair => pair.Key
    );

    public static string Of(SessionAuditKind kind) => _words.TryGetValue(kind, out var word) ? word : Word(kind);

    /// <summary>The kind a word stands for; none for a word of a newer version.</summary>
    public static bool TryParse(string word, out SessionAuditKind kind) => _kinds.TryGetValue(word, out kind);

    private static string Word(SessionAuditKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
