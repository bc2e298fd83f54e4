using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionManager.Cli.Output;

/// <summary>The form of <c>--json</c>: snake_case, times in UTC, what is null is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter)]
)]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SessionListAnswer))]
[JsonSerializable(typeof(ValidateAnswer))]
[JsonSerializable(typeof(EndedAnswer))]
[JsonSerializable(typeof(ErasedAnswer))]
[JsonSerializable(typeof(CleanupAnswer))]
[JsonSerializable(typeof(StatisticsAnswer))]
[JsonSerializable(typeof(AuditListAnswer))]
[JsonSerializable(typeof(AuditVerifyAnswer))]
[JsonSerializable(typeof(SchemaAppliedAnswer))]
[JsonSerializable(typeof(SchemaRolledBackAnswer))]
[JsonSerializable(typeof(SchemaVerifiedAnswer))]
[JsonSerializable(typeof(DoctorAnswer))]
[JsonSerializable(typeof(ImportAnswer))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>The same on several lines.</summary>
    [field: AllowNull]
    public static CliJson Indented =>
        field ??= new(new JsonSerializerOptions(Default.Options) { WriteIndented = true, TypeInfoResolver = null });
}

/// <summary>ISO 8601 with a Z, to the microsecond.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Times.Json(value));
}
