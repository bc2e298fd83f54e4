using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionManager.Sessions;

/// <summary>Writes a <see cref="SessionStatus"/> as its lower-case word. Public, so that a host's source generator may use it.</summary>
public sealed class SessionStatusJsonConverter()
    : JsonStringEnumConverter<SessionStatus>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
