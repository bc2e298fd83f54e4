using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;

namespace SessionManager.EntityFrameworkCore.Mapping;

/// <summary>The bounds of the text columns, in characters.</summary>
internal static class SessionColumns
{
    public const int UserId = 256;

    public static IReadOnlyDictionary<string, int> Lengths { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal)
        {
            [nameof(SessionEntity.Id)] = SessionId.Length,
            [nameof(SessionEntity.UserId)] = UserId,
            [nameof(SessionEntity.UserName)] = 256,
            [nameof(SessionEntity.Status)] = 16,
            [nameof(SessionEntity.IpAddress)] = 45,
            [nameof(SessionEntity.UserAgent)] = 512,
            [nameof(SessionEntity.DeviceType)] = 16,
            [nameof(SessionEntity.DeviceName)] = 256,
            [nameof(SessionEntity.Browser)] = 256,
            [nameof(SessionEntity.OperatingSystem)] = 256,
            [nameof(SessionEntity.DeviceFingerprint)] = 256,
            [nameof(SessionEntity.CountryCode)] = 64,
            [nameof(SessionEntity.CountryKey)] = 64,
            [nameof(SessionEntity.City)] = 256,
            [nameof(SessionEntity.CityKey)] = 256,
            [nameof(SessionEntity.TerminatedBy)] = 256,
            [nameof(SessionEntity.TerminationReason)] = 100,
            [nameof(SessionEntity.SecretHash)] = SessionManager.Sessions.SecretHash.ByteLength,
            [nameof(SessionEntity.PreviousSecretHash)] = SessionManager.Sessions.SecretHash.ByteLength,
            [nameof(SessionEntity.TransferHash)] = SessionManager.Sessions.SecretHash.ByteLength,
            [nameof(SessionEntity.TransferRedeemedBy)] = SessionId.Length,
        };
}
