using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Sessions;

/// <summary>Between the record of Core and a row.</summary>
internal static class SessionEntityConverter
{
    private static readonly string[] _deviceTypes = Enum.GetNames<DeviceType>()
        .Select(static name => name.ToLowerInvariant())
        .ToArray();

    /// <summary>What <see cref="SessionEntity.Status"/> is while nobody has recorded an end.</summary>
    public const string OpenWord = "active";

    public static string WordOf(DeviceType type) => _deviceTypes[(int)type];

    public static string WordOf(SessionStatus status) => status == SessionStatus.Expired ? "expired" : "terminated";

    public static string? KeyOf(string? text) => text?.ToUpperInvariant();

    public static DateTime Utc(DateTimeOffset time) => time.UtcDateTime;

    public static DateTime? IdleAt(UserSession session) =>
        session.IdleAfter is { } after ? Utc(Add(session.LastActivityAt, after)) : null;

    /// <summary>Writes every column but the version.</summary>
    public static void Write(SessionRecord record, SessionEntity row)
    {
        var session = record.Session;
        row.Id = session.Id.ToString();
        row.UserId = session.UserId;
        row.UserName = StorableText.Clean(session.UserName);
        row.CreatedAt = Utc(session.CreatedAt);
        row.LastActivity = Utc(session.LastActivityAt);
        row.AuthenticatedAt = Utc(session.AuthenticatedAt);
        row.ExpiresAt = Utc(session.ExpiresAt);
        row.AbsoluteExpiresAt = Utc(session.AbsoluteExpiresAt);
        row.IdleAt = IdleAt(session);
        row.IdleTimeout = Micros(session.IdleTimeout);
        row.IdleAfter = session.IdleAfter is { } idle ? Micros(idle) : null;
        row.RefreshThreshold = Micros(session.RefreshThreshold);
        row.IsSliding = session.IsSliding;
        row.IsPersistent = session.IsPersistent;
        row.IpAddress = StorableText.Clean(session.IpAddress);
        row.UserAgent = StorableText.Clean(session.UserAgent);
        row.DeviceType = WordOf(session.Device.Type);
        row.DeviceName = StorableText.Clean(session.Device.Name);
        row.Browser = StorableText.Clean(session.Device.Browser);
        row.OperatingSystem = StorableText.Clean(session.Device.OperatingSystem);
        row.DeviceFingerprint = StorableText.Clean(session.Device.Fingerprint);
        row.CountryCode = StorableText.Clean(session.Location?.CountryCode);
        row.City = StorableText.Clean(session.Location?.City);
        row.CountryKey = KeyOf(row.CountryCode);
        row.CityKey = KeyOf(row.City);
        row.Latitude = session.Location?.Latitude;
        row.Longitude = session.Location?.Longitude;
        row.Roles = Json(session.Roles);
        row.Permissions = Json(session.Permissions);
        row.AuthenticationMethods = Json(session.AuthenticationMethods);
        row.RiskScore = session.Risk?.Score;
        row.RiskReasons = session.Risk is { } risk ? Json(risk.Reasons) : null;
        row.Metadata = session.Metadata.Count == 0 ? null : session.Metadata.ToJson();
        row.TerminatedAt = session.Termination is { } end ? Utc(end.At) : null;
        row.TerminatedBy = StorableText.Clean(session.Termination?.By);
        row.TerminationReason = StorableText.Clean(session.Termination?.Reason);
        row.IsActive = session.Termination is null;
        row.Status = session.Termination is { } over ? WordOf(over.Status) : OpenWord;
        row.SecretHash = record.SecretHash.Bytes.ToArray();
        row.PreviousSecretHash = record.Replaced?.Hash.Bytes.ToArray();
        row.PreviousSecretAcceptedUntil = record.Replaced is { } replaced ? Utc(replaced.AcceptedUntil) : null;
        row.PreviousSecretSuccessor = record.Replaced?.SealedSuccessor.ToArray();
        row.TransferHash = record.Transfer?.Hash.Bytes.ToArray();
        row.TransferExpiresAt = record.Transfer is { } transfer ? Utc(transfer.ExpiresAt) : null;
        row.TransferRedeemedBy = record.Transfer?.RedeemedBy?.ToString();
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="SessionRecordUnreadableException">A column holds what this library does not write.</exception>
    public static SessionRecord Read(SessionEntity row)
    {
        try
        {
            return new SessionRecord
            {
                Version = row.Version,
                SecretHash = new SecretHash(row.SecretHash),
                Replaced = row is { PreviousSecretHash: { } hash, PreviousSecretAcceptedUntil: { } until }
                    ? new()
                    {
                        Hash = new SecretHash(hash),
                        AcceptedUntil = Time(until),
                        SealedSuccessor = row.PreviousSecretSuccessor ?? [],
                    }
                    : null,
                Transfer = row is { TransferHash: { } code, TransferExpiresAt: { } end }
                    ? new()
                    {
                        Hash = new SecretHash(code),
                        ExpiresAt = Time(end),
                        RedeemedBy = row.TransferRedeemedBy is { } by
                            ? SessionId.Parse(by, CultureInfo.InvariantCulture)
                            : null,
                    }
                    : null,
                Session = ReadSession(row),
            };
        }
        catch (Exception exception)
            when (exception is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new SessionRecordUnreadableException(
                "A row of the session table is damaged and cannot be read.",
                exception
            );
        }
    }

    private static UserSession ReadSession(SessionEntity row) =>
        new()
        {
            Id = SessionId.Parse(row.Id, CultureInfo.InvariantCulture),
            UserId = row.UserId,
            UserName = row.UserName,
            Roles = List(row.Roles),
            Permissions = List(row.Permissions),
            CreatedAt = Time(row.CreatedAt),
            LastActivityAt = Time(row.LastActivity),
            AuthenticatedAt = Time(row.AuthenticatedAt),
            AuthenticationMethods = List(row.AuthenticationMethods),
            AbsoluteExpiresAt = Time(row.AbsoluteExpiresAt),
            ExpiresAt = Time(row.ExpiresAt),
            IdleTimeout = Span(row.IdleTimeout),
            IdleAfter = row.IdleAfter is { } idle ? Span(idle) : null,
            RefreshThreshold = Span(row.RefreshThreshold),
            IsSliding = row.IsSliding,
            IsPersistent = row.IsPersistent,
            IpAddress = row.IpAddress,
            UserAgent = row.UserAgent,
            Device = ReadDevice(row),
            Location = ReadLocation(row),
            Risk = row.RiskScore is { } score ? new() { Score = score, Reasons = List(row.RiskReasons) } : null,
            Metadata = row.Metadata is { } metadata ? SessionMetadata.Parse(metadata) : SessionMetadata.Empty,
            Termination = ReadTermination(row),
        };

    private static DeviceInfo ReadDevice(SessionEntity row)
    {
        var type = Array.IndexOf(_deviceTypes, row.DeviceType);
        var device = new DeviceInfo
        {
            Type = type < 0 ? DeviceType.Unknown : (DeviceType)type,
            Name = row.DeviceName,
            Browser = row.Browser,
            OperatingSystem = row.OperatingSystem,
            Fingerprint = row.DeviceFingerprint,
        };
        return device == DeviceInfo.Unknown ? DeviceInfo.Unknown : device;
    }

    private static SessionLocation? ReadLocation(SessionEntity row) =>
        row is { CountryCode: null, City: null, Latitude: null, Longitude: null }
            ? null
            : new()
            {
                CountryCode = row.CountryCode,
                City = row.City,
                Latitude = row.Latitude,
                Longitude = row.Longitude,
            };

    private static SessionTermination? ReadTermination(SessionEntity row) =>
        row.TerminatedAt is { } at
            ? new()
            {
                At = Time(at),
                By = row.TerminatedBy ?? SessionTermination.System,
                Reason = row.TerminationReason ?? string.Empty,
            }
            : null;

    private static string? Json(IReadOnlyList<string> values) =>
        values.Count == 0
            ? null
            : JsonSerializer.Serialize(values, SessionEntityJsonContext.Default.IReadOnlyListString);

    private static string[] List(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, SessionEntityJsonContext.Default.StringArray) ?? [];

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private static TimeSpan Span(long micros) => new(checked(micros * TimeSpan.TicksPerMicrosecond));

    /// <summary>By ticks: what a provider says of the kind of a time does not matter, all of them are UTC.</summary>
    public static DateTimeOffset Time(DateTime time) => new(time.Ticks, TimeSpan.Zero);

    /// <summary>Adds without running past the end of time.</summary>
    private static DateTimeOffset Add(DateTimeOffset time, TimeSpan span) =>
        span > DateTimeOffset.MaxValue - time
            ? DateTimeOffset.MaxValue
            : time + new TimeSpan(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));
}

[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class SessionEntityJsonContext : JsonSerializerContext;
