using System.Text.Json;
using System.Text.Json.Serialization;
using SessionManager.Audit.Trail;
using SessionManager.Dashboard.Admin.Activity;
using SessionManager.Dashboard.Admin.AuditTrail;
using SessionManager.Dashboard.Admin.Ending;
using SessionManager.Dashboard.Admin.Overview;
using SessionManager.Dashboard.Admin.Sessions;

namespace SessionManager.Dashboard.Admin;

/// <summary>How the admin's endpoints read and write JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [
        typeof(Word<ActivitySource>),
        typeof(Word<EndOutcome>),
        typeof(Word<VerificationOutcome>),
        typeof(Word<SessionAuditBreakKind>),
    ]
)]
[JsonSerializable(typeof(SessionRows))]
[JsonSerializable(typeof(AuditRows))]
[JsonSerializable(typeof(OverviewResponse))]
[JsonSerializable(typeof(EndRequest))]
[JsonSerializable(typeof(EndProgress))]
[JsonSerializable(typeof(VerificationProgress))]
internal sealed partial class AdminJsonContext : JsonSerializerContext
{
    /// <summary>Writes a value as a word, as the whole API does.</summary>
    internal sealed class Word<T>()
        : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
        where T : struct, Enum;
}
