using System.Text;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Serialization;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>The stored form of <see cref="SessionRecordSerializer"/>, in the smallest storage that uses it.</summary>
public sealed class SerializedRecordConformance : StoredRecordConformance
{
    /// <summary>A record as version 1 wrote it. Never edit it: records like it are in people's databases.</summary>
    private const string Version1 = """
        {"v":1,"n":7,"id":"sess_K9gGO_wYSlGWpyMLcrtxUga1aQ","u":"alice","un":"Alice","r":["user"],"p":["read"],
        "c":2209032000123456,"l":2209032060000000,"a":2209032000123456,"am":["pwd"],"x":2209075200123456,
        "e":2209033860000000,"i":18000000000,"ia":3000000000,"rt":1200000000,"rm":true,"ip":"192.0.2.1","ua":"Test/1",
        "d":{"type":"phone","name":"iPhone"},"lo":{"country_code":"DE","city":"Köln"},"ri":{"score":10,"reasons":["new_device"]},
        "m":{"theme":"dark"},"t":{"at":2209032100000000,"by":"system","re":"admin_revoked"},
        "h":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "o":{"h":"Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=","u":2209032070000000,"s":"AQID"}}
        """;

    private SerializingSessionStorage Own => (SerializingSessionStorage)Storage;

    /// <summary>For every storage that keeps this form.</summary>
    internal static StoredSnapshot Version1Snapshot => new(Encoding.UTF8.GetBytes(Version1), Expected());

    protected override IReadOnlyList<StoredSnapshot> Snapshots => [Version1Snapshot];

    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new SerializingSessionStorage());

    protected override ValueTask<byte[]?> ReadStoredAsync(SessionId id) => new(Own.Read(id));

    protected override ValueTask WriteStoredAsync(SessionId id, ReadOnlyMemory<byte> stored)
    {
        Own.Write(id, stored.ToArray());
        return default;
    }

    protected override byte[] AsNewer(ReadOnlyMemory<byte> stored) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stored.Span).Replace("{\"v\":1,", "{\"v\":2,"));

    private static SessionRecord Expected()
    {
        var created = new DateTimeOffset(2040, 1, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);
        var second = new DateTimeOffset(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var hash = Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray();
        return new SessionRecord
        {
            Version = 7,
            SecretHash = new SecretHash(hash),
            Replaced = new()
            {
                Hash = new SecretHash(hash.Reverse().ToArray()),
                AcceptedUntil = second.AddSeconds(70),
                SealedSuccessor = new byte[] { 1, 2, 3 },
            },
            Session = new UserSession
            {
                Id = SessionId.Parse("sess_K9gGO_wYSlGWpyMLcrtxUga1aQ"),
                UserId = "alice",
                UserName = "Alice",
                Roles = ["user"],
                Permissions = ["read"],
                CreatedAt = created,
                LastActivityAt = second.AddSeconds(60),
                AuthenticatedAt = created,
                AuthenticationMethods = ["pwd"],
                AbsoluteExpiresAt = created.AddHours(12),
                ExpiresAt = second.AddSeconds(60).AddMinutes(30),
                IdleTimeout = TimeSpan.FromMinutes(30),
                IdleAfter = TimeSpan.FromMinutes(5),
                RefreshThreshold = TimeSpan.FromMinutes(2),
                IsPersistent = true,
                IpAddress = "192.0.2.1",
                UserAgent = "Test/1",
                Device = new() { Type = DeviceType.Phone, Name = "iPhone" },
                Location = new() { CountryCode = "DE", City = "Köln" },
                Risk = new() { Score = 10, Reasons = ["new_device"] },
                Metadata = SessionMetadata.Empty.With("theme", "dark"),
                Termination = new()
                {
                    At = second.AddSeconds(100),
                    By = SessionTermination.System,
                    Reason = SessionEndReasons.AdminRevoked,
                },
            },
        };
    }
}
