using System.Security.Cryptography;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Testing.Samples;

/// <summary>Records to test storages with.</summary>
public static class SessionSamples
{
    /// <summary>How long a sample lives without use: 30 minutes.</summary>
    public static TimeSpan IdleTimeout { get; } = TimeSpan.FromMinutes(30);

    /// <summary>After how long without use a sample is idle: 5 minutes.</summary>
    public static TimeSpan IdleAfter { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a sample lives at most: 12 hours.</summary>
    public static TimeSpan AbsoluteLifetime { get; } = TimeSpan.FromHours(12);

    /// <summary>A session of which nothing is known but what must be.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="at">When it is opened.</param>
    /// <param name="change">What is to be different; null for nothing.</param>
    public static SessionRecord Create(string userId, DateTimeOffset at, Func<UserSession, UserSession>? change = null)
    {
        var session = new UserSession
        {
            Id = SessionId.Create(userId),
            UserId = userId,
            CreatedAt = at,
            LastActivityAt = at,
            AuthenticatedAt = at,
            ExpiresAt = at + IdleTimeout,
            AbsoluteExpiresAt = at + AbsoluteLifetime,
            IdleTimeout = IdleTimeout,
            IdleAfter = IdleAfter,
        };
        return new SessionRecord
        {
            Session = change is null ? session : change(session),
            SecretHash = SessionSecret.Create().Hash(),
        };
    }

    /// <summary>A live session with every member set that a live session has.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="at">When it is opened.</param>
    public static SessionRecord CreateFull(string userId, DateTimeOffset at) =>
        Create(
            userId,
            at,
            session =>
                session with
                {
                    UserName = "Zoë Müller",
                    Roles = ["admin", "editor"],
                    Permissions = ["read", "write:all"],
                    LastActivityAt = at + TimeSpan.FromMicroseconds(1_000_001),
                    AuthenticatedAt = at - TimeSpan.FromMicroseconds(2_345_678),
                    AuthenticationMethods = ["pwd", "otp"],
                    ExpiresAt = at + TimeSpan.FromMicroseconds(1_800_000_003),
                    AbsoluteExpiresAt = at + TimeSpan.FromMicroseconds(43_200_000_005),
                    IdleTimeout = TimeSpan.FromMilliseconds(1_799_999),
                    IdleAfter = TimeSpan.FromMilliseconds(299_999),
                    RefreshThreshold = TimeSpan.FromMilliseconds(59_999),
                    IsSliding = false,
                    IsPersistent = true,
                    IpAddress = "2001:db8:85a3:8d3:1319:8a2e:100.100.100.100",
                    UserAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1",
                    Device = new DeviceInfo
                    {
                        Type = DeviceType.Phone,
                        Name = "iPhone",
                        Browser = "Safari 17",
                        OperatingSystem = "iOS 17",
                        Fingerprint = "3f2a/+==",
                    },
                    Location = new SessionLocation
                    {
                        CountryCode = "CH",
                        City = "Zürich",
                        Latitude = 47.376886,
                        Longitude = -8.541694,
                    },
                    Risk = new SessionRisk { Score = 42, Reasons = ["new_device", "impossible_travel"] },
                    Metadata = SessionMetadata.Parse(
                        """{"theme":"dark","limits":{"rows":25,"ratio":0.5},"tags":["a",null,true],"empty":{},".label":"My phone"}"""
                    ),
                }
        ) with
        {
            Replaced = CreateReplaced(at + TimeSpan.FromMicroseconds(10_000_007)),
            Transfer = new SessionTransfer
            {
                Hash = SessionSecret.Create().Hash(),
                ExpiresAt = at + TimeSpan.FromMicroseconds(120_000_009),
                RedeemedBy = SessionId.Create(userId),
            },
        };

    /// <summary>A replaced secret that is good until a moment.</summary>
    public static ReplacedSecret CreateReplaced(DateTimeOffset acceptedUntil) =>
        new()
        {
            Hash = SessionSecret.Create().Hash(),
            AcceptedUntil = acceptedUntil,
            SealedSuccessor = RandomNumberGenerator.GetBytes(48),
        };
}
