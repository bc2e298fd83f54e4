using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionManager.Sessions;

/// <summary>The kind of a device, for an icon.</summary>
[JsonConverter(typeof(DeviceTypeJsonConverter))]
public enum DeviceType
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>A phone.</summary>
    Phone,

    /// <summary>A tablet.</summary>
    Tablet,

    /// <summary>A desktop or laptop computer.</summary>
    Computer,
}

/// <summary>Writes a device type as a lower-case word. Public, so that a host's source generator may use it.</summary>
public sealed class DeviceTypeJsonConverter()
    : JsonStringEnumConverter<DeviceType>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
