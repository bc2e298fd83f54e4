using System.Text;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Redis.Tests.Conformance;

internal static class RedisSnapshots
{
    private static readonly DateTimeOffset _start = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A session as form 1 has it after an insert, a touch and an ending. Never edit it: sessions like it are in people's
    /// databases.
    /// </summary>
    private static readonly string Form1 = """
        1T00000517000000000000000300220903206000000000220903386000000000220907520000000000000000180000000000
        00000003000000000022090320000000001000800062alice ö002209032100000000["\u00E4dmin \u00221\u0022","ad
        min_revoked"]{"v":1,"n":1,"id":"sess_K9gGO_wYSlGWpyMLcrtxUga1aQ","u":"alice \u00F6","r":["user"],"c"
        :2209032000000000,"l":2209032000000000,"a":2209032000000000,"x":2209075200000000,"e":220903380000000
        0,"i":18000000000,"ia":3000000000,"ip":"192.0.2.1","ua":"Test/1","h":"AAECAwQFBgcICQoLDA0ODxAREhMUFR
        YXGBkaGxwdHh8="}
        """.ReplaceLineEndings("");

    public static IReadOnlyList<StoredSnapshot> All { get; } = [new(Encoding.UTF8.GetBytes(Form1), Expected())];

    private static SessionRecord Expected()
    {
        var opened = Base();
        return opened with
        {
            Version = 3,
            Session = opened.Session with
            {
                LastActivityAt = _start.AddSeconds(60),
                ExpiresAt = _start.AddSeconds(60).AddMinutes(30),
                Termination = Ending(),
            },
        };
    }

    public static SessionTermination Ending() =>
        new()
        {
            At = _start.AddSeconds(100),
            By = "ädmin \"1\"",
            Reason = SessionEndReasons.AdminRevoked,
        };

    public static SessionRecord Base() =>
        new()
        {
            SecretHash = new SecretHash([.. Enumerable.Range(0, 32).Select(static i => (byte)i)]),
            Session = new UserSession
            {
                Id = SessionId.Parse("sess_K9gGO_wYSlGWpyMLcrtxUga1aQ", null),
                UserId = "alice ö",
                Roles = ["user"],
                CreatedAt = _start,
                LastActivityAt = _start,
                AuthenticatedAt = _start,
                AbsoluteExpiresAt = _start.AddHours(12),
                ExpiresAt = _start.AddMinutes(30),
                IdleTimeout = TimeSpan.FromMinutes(30),
                IdleAfter = TimeSpan.FromMinutes(5),
                IpAddress = "192.0.2.1",
                UserAgent = "Test/1",
            },
        };
}
