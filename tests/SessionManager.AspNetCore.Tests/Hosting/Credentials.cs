using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Tests.Hosting;

/// <summary>The ways to present a token, as header lines.</summary>
internal static class Credentials
{
    public static (string Name, string Value) Cookie(string token, string name = "__Host-session") =>
        ("Cookie", $"{name}={token}");

    public static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    public static (string Name, string Value) Header(string token) => ("X-Session-ID", token);

    public static (string Name, string Value) By(string transport, string token) =>
        transport switch
        {
            "cookie" => Cookie(token),
            "bearer" => Bearer(token),
            "header" => Header(token),
            _ => throw new ArgumentOutOfRangeException(nameof(transport)),
        };

    /// <summary>The value of the cookie that a response sets.</summary>
    public static string TokenOf(Answer answer, string name = "__Host-session")
    {
        var line = Assert.Single(answer.SetCookies, cookie => cookie.StartsWith($"{name}=", StringComparison.Ordinal));
        return line[(name.Length + 1)..line.IndexOf(';', StringComparison.Ordinal)];
    }

    /// <summary>A token in perfect form for a session that never was.</summary>
    public static string Unknown(string user = "alice") =>
        new SessionToken(SessionId.Create(user), SessionSecret.Create()).Reveal();

    /// <summary>A token for a session that is, with a secret that is not its.</summary>
    public static string WithOtherSecret(SessionId id) => new SessionToken(id, SessionSecret.Create()).Reveal();
}
