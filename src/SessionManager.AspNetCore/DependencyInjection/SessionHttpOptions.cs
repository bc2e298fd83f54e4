using Microsoft.AspNetCore.Http;

namespace SessionManager.AspNetCore.DependencyInjection;

/// <summary>
/// How sessions travel over HTTP: in code, by the configuration section <c>SessionManager:Http</c>, or by the variables
/// <c>SESSION_HEADER_NAME</c> and <c>SESSION_SECURE_COOKIES</c>. Read once at start and validated then.
/// </summary>
public sealed class SessionHttpOptions
{
    /// <summary>The cookie.</summary>
    public SessionCookieSettings Cookie { get; set; } = new();

    /// <summary>The name of the session header.</summary>
    /// <value>Default <c>X-Session-ID</c>.</value>
    public string HeaderName { get; set; } = SessionDefaults.HeaderName;

    /// <summary>Whether a token in the cookie is accepted.</summary>
    /// <value>Default true.</value>
    public bool AcceptCookie { get; set; } = true;

    /// <summary>
    /// Whether a token in <c>Authorization: Bearer</c> is accepted. Switch it off when another scheme of the host owns
    /// that header.
    /// </summary>
    /// <value>Default true.</value>
    public bool AcceptBearer { get; set; } = true;

    /// <summary>Whether a token in the session header is accepted.</summary>
    /// <value>Default true.</value>
    public bool AcceptHeader { get; set; } = true;
}

/// <summary>The attributes of the session cookie. It is always <c>HttpOnly</c>.</summary>
public sealed class SessionCookieSettings
{
    /// <summary>
    /// The name. With the prefix <c>__Host-</c> browsers insist on <see cref="Secure"/>, on the path <c>/</c> and on no
    /// domain.
    /// </summary>
    /// <value>Default <c>__Host-session</c>.</value>
    public string Name { get; set; } = SessionDefaults.CookieName;

    /// <summary>When browsers send it with requests from other sites.</summary>
    /// <value>Default <see cref="SameSiteMode.Lax"/>.</value>
    public SameSiteMode SameSite { get; set; } = SameSiteMode.Lax;

    /// <summary>
    /// Whether browsers send it over TLS only. In the Development environment it is written without, under a name
    /// without prefix, to a client on the same machine that uses plain http; with a warning.
    /// </summary>
    /// <value>Default true.</value>
    public bool Secure { get; set; } = true;

    /// <summary>The path below which browsers send it.</summary>
    /// <value>Default <c>/</c>.</value>
    public string Path { get; set; } = "/";

    /// <summary>The domain to whose hosts browsers send it; null for this host alone.</summary>
    /// <value>Default null.</value>
    public string? Domain { get; set; }
}
