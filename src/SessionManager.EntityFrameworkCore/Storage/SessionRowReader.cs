using System.Data.Common;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>Reads the columns that make up a record straight from a data reader.</summary>
internal static class SessionRowReader
{
    /// <summary>The properties whose columns are selected, in the order in which they are read.</summary>
    public static IReadOnlyList<string> Properties { get; } =
    [
        nameof(SessionEntity.Id),
        nameof(SessionEntity.UserId),
        nameof(SessionEntity.UserName),
        nameof(SessionEntity.CreatedAt),
        nameof(SessionEntity.LastActivity),
        nameof(SessionEntity.AuthenticatedAt),
        nameof(SessionEntity.ExpiresAt),
        nameof(SessionEntity.AbsoluteExpiresAt),
        nameof(SessionEntity.IdleTimeout),
        nameof(SessionEntity.IdleAfter),
        nameof(SessionEntity.RefreshThreshold),
        nameof(SessionEntity.IsSliding),
        nameof(SessionEntity.IsPersistent),
        nameof(SessionEntity.IpAddress),
        nameof(SessionEntity.UserAgent),
        nameof(SessionEntity.DeviceType),
        nameof(SessionEntity.DeviceName),
        nameof(SessionEntity.Browser),
        nameof(SessionEntity.OperatingSystem),
        nameof(SessionEntity.DeviceFingerprint),
        nameof(SessionEntity.CountryCode),
        nameof(SessionEntity.City),
        nameof(SessionEntity.Latitude),
        nameof(SessionEntity.Longitude),
        nameof(SessionEntity.Roles),
        nameof(SessionEntity.Permissions),
        nameof(SessionEntity.AuthenticationMethods),
        nameof(SessionEntity.RiskScore),
        nameof(SessionEntity.RiskReasons),
        nameof(SessionEntity.Metadata),
        nameof(SessionEntity.TerminatedAt),
        nameof(SessionEntity.TerminatedBy),
        nameof(SessionEntity.TerminationReason),
        nameof(SessionEntity.SecretHash),
        nameof(SessionEntity.PreviousSecretHash),
        nameof(SessionEntity.PreviousSecretAcceptedUntil),
        nameof(SessionEntity.PreviousSecretSuccessor),
        nameof(SessionEntity.TransferHash),
        nameof(SessionEntity.TransferExpiresAt),
        nameof(SessionEntity.TransferRedeemedBy),
        nameof(SessionEntity.Version),
    ];

    public static SessionEntity Read(DbDataReader row)
    {
        var next = 0;
        return new SessionEntity
        {
            Id = row.GetString(next++),
            UserId = row.GetString(next++),
            UserName = Text(row, next++),
            CreatedAt = row.GetDateTime(next++),
            LastActivity = row.GetDateTime(next++),
            AuthenticatedAt = row.GetDateTime(next++),
            ExpiresAt = row.GetDateTime(next++),
            AbsoluteExpiresAt = row.GetDateTime(next++),
            IdleTimeout = row.GetInt64(next++),
            IdleAfter = row.IsDBNull(next) ? Skip<long>(ref next) : row.GetInt64(next++),
            RefreshThreshold = row.GetInt64(next++),
            IsSliding = row.GetBoolean(next++),
            IsPersistent = row.GetBoolean(next++),
            IpAddress = Text(row, next++),
            UserAgent = Text(row, next++),
            DeviceType = row.GetString(next++),
            DeviceName = Text(row, next++),
            Browser = Text(row, next++),
            OperatingSystem = Text(row, next++),
            DeviceFingerprint = Text(row, next++),
            CountryCode = Text(row, next++),
            City = Text(row, next++),
            Latitude = row.IsDBNull(next) ? Skip<double>(ref next) : row.GetDouble(next++),
            Longitude = row.IsDBNull(next) ? Skip<double>(ref next) : row.GetDouble(next++),
            Roles = Text(row, next++),
            Permissions = Text(row, next++),
            AuthenticationMethods = Text(row, next++),
            RiskScore = row.IsDBNull(next) ? Skip<int>(ref next) : row.GetInt32(next++),
            RiskReasons = Text(row, next++),
            Metadata = Text(row, next++),
            TerminatedAt = row.IsDBNull(next) ? Skip<DateTime>(ref next) : row.GetDateTime(next++),
            TerminatedBy = Text(row, next++),
            TerminationReason = Text(row, next++),
            SecretHash = row.GetFieldValue<byte[]>(next++),
            PreviousSecretHash = Bytes(row, next++),
            PreviousSecretAcceptedUntil = row.IsDBNull(next) ? Skip<DateTime>(ref next) : row.GetDateTime(next++),
            PreviousSecretSuccessor = Bytes(row, next++),
            TransferHash = Bytes(row, next++),
            TransferExpiresAt = row.IsDBNull(next) ? Skip<DateTime>(ref next) : row.GetDateTime(next++),
            TransferRedeemedBy = Text(row, next++),
            Version = row.GetInt64(next),
        };
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static byte[]? Bytes(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    private static T? Skip<T>(ref int next)
        where T : struct
    {
        next++;
        return null;
    }
}
