namespace SessionManager.AspNetCore;

/// <summary>The names that the package uses unless a host chooses others.</summary>
public static class SessionDefaults
{
    /// <summary>The authentication scheme of sessions.</summary>
    public const string AuthenticationScheme = "Session";

    /// <summary>The name of the cookie. The prefix makes browsers refuse it from a sibling host or without TLS.</summary>
    public const string CookieName = "__Host-session";

    /// <summary>The name of the request header.</summary>
    public const string HeaderName = "X-Session-ID";

    /// <summary>Why the session that a request carried ended when the request signed in anew.</summary>
    public const string ReplacedBySignIn = "replaced_by_sign_in";
}
