using System.Security.Cryptography;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Benchmarks.Storage;

/// <summary>A session as a browser's sign-in makes it.</summary>
internal static class SampleRecord
{
    public static SessionRecord Create(string user, DateTimeOffset now) =>
        new()
        {
            SecretHash = new SecretHash(RandomNumberGenerator.GetBytes(SecretHash.ByteLength)),
            Session = new UserSession
            {
                Id = SessionId.Create(user),
                UserId = user,
                Roles = ["user"],
                CreatedAt = now,
                LastActivityAt = now,
                AuthenticatedAt = now,
                ExpiresAt = now.AddHours(1),
                AbsoluteExpiresAt = now.AddHours(12),
                IdleTimeout = TimeSpan.FromHours(1),
                IpAddress = "203.0.113.7",
                UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
            },
        };
}
