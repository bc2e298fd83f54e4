using Microsoft.AspNetCore.Http;

namespace SessionManager.AspNetCore.DependencyInjection;

/// <summary>
/// How sessions travel over HTTP: in code, by the configuration section <c>SessionManager:Http</c>, or by
/// <c>SESSION_*</c> variables. Read once at start and validated then.
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

    /// <summary>
    /// Whether sessions travel over https only: a credential that comes over plain http is answered with 403, and no
    /// session is opened there. In the Development environment a client on the same machine may use plain http, with a
    /// warning. Behind a proxy that ends TLS, name it in <see cref="KnownProxies"/>.
    /// </summary>
    /// <value>Default true.</value>
    public bool RequireHttps { get; set; } = true;

    /// <summary>
    /// Paths that need a session, with all below them, endpoint or not: <c>/account</c>. An endpoint with
    /// <c>AllowAnonymous()</c> is let through. The middleware protects them: a host that names some and does not call
    /// <c>app.UseSessionManager()</c> does not start.
    /// </summary>
    /// <value>Default none.</value>
    public IList<string> ProtectedPaths { get; } = [];

    /// <summary>
    /// Paths that are left alone, with all below them: they win over <see cref="ProtectedPaths"/>, and no session is
    /// looked for there unless the endpoint itself requires one.
    /// </summary>
    /// <value>Default none.</value>
    public IList<string> ExcludedPaths { get; } = [];

    /// <summary>
    /// Whether each request counts as use of its session. <c>WithoutSessionActivity()</c> takes an endpoint out.
    /// </summary>
    /// <value>Default true.</value>
    public bool AutomaticActivity { get; set; } = true;

    /// <summary>Whether each request is logged, by method, endpoint and status, without anything that may be secret.</summary>
    /// <value>Default false.</value>
    public bool LogRequests { get; set; }

    /// <summary>How requests are treated that another site made a browser send.</summary>
    public SessionCrossSiteSettings CrossSite { get; set; } = new();

    /// <summary>
    /// The proxies, as addresses or networks such as <c>10.0.0.0/8</c>, whose <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c> count. Nobody else's do. A host that calls <c>UseForwardedHeaders</c> itself leaves this
    /// empty.
    /// </summary>
    /// <value>Default none.</value>
    public IList<string> KnownProxies { get; } = [];

    /// <summary>When bad tokens from one address are worth an entry in the audit trail.</summary>
    public SessionBadTokenSettings BadTokens { get; set; } = new();
}

/// <summary>
/// Protection of cookies against requests that a page of another origin made a browser send (CSRF). A token in a header
/// is never sent by a browser on its own, so this is for cookies alone.
/// </summary>
public sealed class SessionCrossSiteSettings
{
    /// <summary>
    /// Whether such requests are refused with 403, unless they only read: by <c>Sec-Fetch-Site</c>, and by
    /// <c>Origin</c> where the browser sends none.
    /// </summary>
    /// <value>Default true.</value>
    public bool IsChecked { get; set; } = true;

    /// <summary>Origins whose pages may: <c>https://app.example.com</c>, with the port unless it is the usual one.</summary>
    /// <value>Default none.</value>
    public IList<string> TrustedOrigins { get; } = [];
}

/// <summary>When bad tokens from one address are recorded as <c>many_bad_tokens</c>. Nobody is locked out.</summary>
public sealed class SessionBadTokenSettings
{
    /// <summary>How many within <see cref="Window"/>; 0 for never.</summary>
    /// <value>Default 20.</value>
    public int Threshold { get; set; } = 20;

    /// <summary>In what time. More than zero, at most 1 day.</summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);
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
