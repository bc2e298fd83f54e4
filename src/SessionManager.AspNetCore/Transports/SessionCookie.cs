using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.Backends;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Transports;

/// <summary>The session cookie: which name counts for a request, and how it is written and deleted.</summary>
/// <remarks>
/// A developer at plain http on their own machine gets a cookie that works there: without <c>Secure</c> and without the
/// prefix that requires it. That name is read under the same conditions and never otherwise.
/// </remarks>
internal sealed partial class SessionCookie
{
    /// <summary>What the name of the cookie with the refresh token ends in.</summary>
    private const string RefreshSuffix = "-refresh";

    /// <summary>Browsers drop a larger cookie without a word (RFC 6265bis).</summary>
    private const int MaxBytes = 4096;

    private readonly SessionCookieSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionCookie> _logger;
    private readonly bool _mayRelax;
    private readonly string _relaxedName;
    private int _warned;

    public SessionCookie(
        IOptions<SessionHttpOptions> options,
        TimeProvider time,
        ILogger<SessionCookie> logger,
        IHostEnvironment? environment = null
    )
    {
        _settings = options.Value.Cookie;
        _time = time;
        _logger = logger;
        _mayRelax = _settings.Secure && environment is not null && environment.IsDevelopment();
        _relaxedName = SessionCookieName.WithoutPrefix(_settings.Name);
    }

    /// <summary>Finds the cookies of the request.</summary>
    public void Read(HttpContext context, ref PresentedCredential credential) =>
        Read(context, ref credential, suffix: string.Empty);

    /// <summary>Finds the cookies with the refresh token.</summary>
    public void ReadRefresh(HttpContext context, ref PresentedCredential credential) =>
        Read(context, ref credential, RefreshSuffix);

    /// <summary>Whether the request carries any of the cookies, good or not.</summary>
    public bool IsOn(HttpContext context)
    {
        var credential = default(PresentedCredential);
        Read(context, ref credential);
        ReadRefresh(context, ref credential);
        return credential.Count > 0;
    }

    private void Read(HttpContext context, ref PresentedCredential credential, string suffix)
    {
        var headers = context.Request.Headers;
        if (headers.Cookie.Count == 0)
            return;
        if (IsRelaxed(context))
        {
            // A browser may also hold the strict cookie of an https run on the same host name: this run's one counts.
            var before = credential.Count;
            credential.AddCookies(headers, _relaxedName + suffix);
            if (credential.Count > before || _relaxedName == _settings.Name)
                return;
        }

        credential.AddCookies(headers, _settings.Name + suffix);
    }

    /// <summary>Hands the tokens to the browser: the refresh token, if there is one, in a cookie of its own.</summary>
    /// <exception cref="InvalidOperationException">The access token is too long for a cookie.</exception>
    public void Write(HttpContext context, SessionTokens tokens, UserSession session)
    {
        if (tokens.Token.Length + _settings.Name.Length >= MaxBytes)
        {
            throw new InvalidOperationException(
                $"The access token has {tokens.Token.Length} characters, too many for a cookie. "
                    + "Put fewer claims in it, or sign in with SessionTransport.Token."
            );
        }

        Write(context, tokens.Token, session);
        if (tokens.RefreshToken is { } refresh)
            Write(context, refresh, session, RefreshSuffix);
    }

    /// <summary>Hands the token to the browser. Only a session the user asked to be remembered outlives the browser.</summary>
    private void Write(HttpContext context, string token, UserSession session, string suffix = "")
    {
        var relaxed = IsRelaxed(context);
        if (relaxed && Interlocked.Exchange(ref _warned, 1) == 0)
            LogRelaxed(_relaxedName);
        var attributes = Attributes(relaxed);
        if (session.IsPersistent)
        {
            var left = session.AbsoluteExpiresAt - _time.GetUtcNow();
            attributes.MaxAge = TimeSpan.FromSeconds(Math.Max(0, Math.Floor(left.TotalSeconds)));
            attributes.Expires = session.AbsoluteExpiresAt;
        }

        var name = (relaxed ? _relaxedName : _settings.Name) + suffix;
        Withdraw(context.Response, name);
        context.Response.Cookies.Append(name, token, attributes);
    }

    /// <summary>Has the browser forget the cookies that the request carried.</summary>
    public void Delete(HttpContext context)
    {
        var relaxed = IsRelaxed(context);
        var name = relaxed ? _relaxedName : _settings.Name;
        Delete(context, name, relaxed);
        if (context.Request.Cookies.ContainsKey(name + RefreshSuffix))
            Delete(context, name + RefreshSuffix, relaxed);
    }

    private void Delete(HttpContext context, string name, bool relaxed)
    {
        Withdraw(context.Response, name);
        var attributes = Attributes(relaxed);
        attributes.MaxAge = TimeSpan.Zero;
        attributes.Expires = DateTimeOffset.UnixEpoch;
        context.Response.Cookies.Append(name, string.Empty, attributes);
    }

    /// <summary>Takes back what this response said of the cookie before: one response sets a cookie once.</summary>
    private static void Withdraw(HttpResponse response, string name)
    {
        var before = response.Headers.SetCookie;
        if (before.Count == 0)
            return;
        var kept = new List<string?>(before.Count);
        foreach (var line in before)
        {
            if (
                line is null
                || !line.StartsWith(name, StringComparison.Ordinal)
                || line.AsSpan(name.Length) is not ['=', ..]
            )
                kept.Add(line);
        }

        response.Headers.SetCookie = new StringValues([.. kept]);
    }

    private CookieOptions Attributes(bool relaxed) =>
        new()
        {
            HttpOnly = true,
            Secure = _settings.Secure && !relaxed,
            SameSite = relaxed && _settings.SameSite == SameSiteMode.None ? SameSiteMode.Lax : _settings.SameSite,
            Path = _settings.Path,
            Domain = _settings.Domain,
            IsEssential = true,
        };

    private bool IsRelaxed(HttpContext context) =>
        _mayRelax && !context.Request.IsHttps && ClientAddress.IsLocal(context);
}
