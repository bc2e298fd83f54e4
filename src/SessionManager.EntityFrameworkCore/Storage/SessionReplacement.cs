using Microsoft.EntityFrameworkCore.Query;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>The columns that a replacement writes: all but the key, the owner and the end of a session.</summary>
internal static class SessionReplacement
{
    public static void Set<TSession>(UpdateSettersBuilder<TSession> set, TSession row, long version)
        where TSession : SessionEntity =>
        set.SetProperty(session => session.UserName, row.UserName)
            .SetProperty(session => session.CreatedAt, row.CreatedAt)
            .SetProperty(session => session.LastActivity, row.LastActivity)
            .SetProperty(session => session.AuthenticatedAt, row.AuthenticatedAt)
            .SetProperty(session => session.ExpiresAt, row.ExpiresAt)
            .SetProperty(session => session.AbsoluteExpiresAt, row.AbsoluteExpiresAt)
            .SetProperty(session => session.IdleAt, row.IdleAt)
            .SetProperty(session => session.IdleTimeout, row.IdleTimeout)
            .SetProperty(session => session.IdleAfter, row.IdleAfter)
            .SetProperty(session => session.RefreshThreshold, row.RefreshThreshold)
            .SetProperty(session => session.IsSliding, row.IsSliding)
            .SetProperty(session => session.IsPersistent, row.IsPersistent)
            .SetProperty(session => session.IpAddress, row.IpAddress)
            .SetProperty(session => session.UserAgent, row.UserAgent)
            .SetProperty(session => session.DeviceType, row.DeviceType)
            .SetProperty(session => session.DeviceName, row.DeviceName)
            .SetProperty(session => session.Browser, row.Browser)
            .SetProperty(session => session.OperatingSystem, row.OperatingSystem)
            .SetProperty(session => session.DeviceFingerprint, row.DeviceFingerprint)
            .SetProperty(session => session.CountryCode, row.CountryCode)
            .SetProperty(session => session.City, row.City)
            .SetProperty(session => session.CountryKey, row.CountryKey)
            .SetProperty(session => session.CityKey, row.CityKey)
            .SetProperty(session => session.Latitude, row.Latitude)
            .SetProperty(session => session.Longitude, row.Longitude)
            .SetProperty(session => session.Roles, row.Roles)
            .SetProperty(session => session.Permissions, row.Permissions)
            .SetProperty(session => session.AuthenticationMethods, row.AuthenticationMethods)
            .SetProperty(session => session.RiskScore, row.RiskScore)
            .SetProperty(session => session.RiskReasons, row.RiskReasons)
            .SetProperty(session => session.Metadata, row.Metadata)
            .SetProperty(session => session.SecretHash, row.SecretHash)
            .SetProperty(session => session.PreviousSecretHash, row.PreviousSecretHash)
            .SetProperty(session => session.PreviousSecretAcceptedUntil, row.PreviousSecretAcceptedUntil)
            .SetProperty(session => session.PreviousSecretSuccessor, row.PreviousSecretSuccessor)
            .SetProperty(session => session.TransferHash, row.TransferHash)
            .SetProperty(session => session.TransferExpiresAt, row.TransferExpiresAt)
            .SetProperty(session => session.TransferRedeemedBy, row.TransferRedeemedBy)
            .SetProperty(session => session.Version, version);
}
