using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.Transports;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace SessionManager.AspNetCore.DependencyInjection;

/// <summary>Refuses settings that browsers would ignore or that would weaken the cookie. Each message names the fix.</summary>
internal sealed class SessionHttpOptionsValidator : IValidateOptions<SessionHttpOptions>
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    private static readonly SearchValues<char> NotInDomain = SearchValues.Create(" ;,\t\r\n");

    public ValidateOptionsResult Validate(string? name, SessionHttpOptions options)
    {
        List<string> failures = [];
        if (!options.AcceptCookie && !options.AcceptBearer && !options.AcceptHeader)
            failures.Add(
                "AcceptCookie, AcceptBearer and AcceptHeader are all false. Set at least one of them to true."
            );
        CheckHeader(options, failures);
        if (options.Cookie is null)
            failures.Add("Cookie is null. Leave it out for the default settings.");
        else
            CheckCookie(options.Cookie, failures);
        CheckPaths(nameof(options.ProtectedPaths), options.ProtectedPaths, failures);
        CheckPaths(nameof(options.ExcludedPaths), options.ExcludedPaths, failures);
        CheckPeers(options, failures);
        return failures.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.ConvertAll(static failure => $"SessionHttpOptions: {failure}"));
    }

    private static void CheckPaths(string name, IList<string> paths, List<string> failures)
    {
        foreach (var path in paths)
        {
            if (string.IsNullOrEmpty(path) || path[0] != '/' || path.AsSpan().ContainsAny('*', '?', '{'))
                failures.Add(
                    $"{name} holds '{path}'. A path begins with a slash and stands for all below it, without wildcards: /account."
                );
        }
    }

    private static void CheckPeers(SessionHttpOptions options, List<string> failures)
    {
        foreach (var proxy in options.KnownProxies)
        {
            if (!KnownProxies.IsProxy(proxy))
                failures.Add($"KnownProxies holds '{proxy}'. Name an address or a network, such as 10.0.0.0/8.");
        }

        if (options.CrossSite is null || options.BadTokens is null)
        {
            failures.Add("CrossSite or BadTokens is null. Leave it out for the default settings.");
            return;
        }

        foreach (var origin in options.CrossSite.TrustedOrigins)
        {
            if (!IsOrigin(origin))
                failures.Add(
                    $"CrossSite.TrustedOrigins holds '{origin}'. An origin is a scheme and a host, such as https://app.example.com."
                );
        }

        if (options.BadTokens.Threshold < 0)
            failures.Add("BadTokens.Threshold is less than zero. Set it to 0 for never.");
        if (options.BadTokens.Window <= TimeSpan.Zero || options.BadTokens.Window > TimeSpan.FromDays(1))
            failures.Add("BadTokens.Window is not within 1 day. Set it to a few minutes.");
    }

    private static bool IsOrigin(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && string.Equals(text!.TrimEnd('/'), uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    private static void CheckHeader(SessionHttpOptions options, List<string> failures)
    {
        if (!IsToken(options.HeaderName))
        {
            failures.Add(
                $"HeaderName is not a header name. Use letters, digits and hyphens, such as {SessionDefaults.HeaderName}."
            );
        }
        else if (
            string.Equals(options.HeaderName, HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase)
            || string.Equals(options.HeaderName, HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase)
        )
        {
            failures.Add(
                $"HeaderName is {options.HeaderName}, which AcceptBearer and AcceptCookie read. Use a name of its own, such as {SessionDefaults.HeaderName}."
            );
        }
    }

    private static void CheckCookie(SessionCookieSettings cookie, List<string> failures)
    {
        if (!IsToken(cookie.Name) || SessionCookieName.WithoutPrefix(cookie.Name).Length == 0)
        {
            failures.Add("Cookie.Name is not a cookie name. Use letters, digits, hyphens and underscores.");
            return;
        }

        var path = cookie.Path;
        if (string.IsNullOrEmpty(path) || path[0] != '/' || path.Contains(';', StringComparison.Ordinal))
            failures.Add("Cookie.Path does not begin with a slash, or holds a semicolon. Set it to /.");
        if (cookie.Domain is { } domain && (domain.Length == 0 || domain.AsSpan().ContainsAny(NotInDomain)))
            failures.Add("Cookie.Domain is not a domain. Set it to null for this host alone.");
        if (cookie.SameSite is not (SameSiteMode.Lax or SameSiteMode.Strict or SameSiteMode.None))
            failures.Add("Cookie.SameSite is Unspecified. Set it to Lax, Strict or None.");
        if (cookie.SameSite == SameSiteMode.None && !cookie.Secure)
            failures.Add("Cookie.SameSite is None, which browsers refuse without Secure. Set Cookie.Secure to true.");
        CheckPrefix(cookie, failures);
    }

    private static void CheckPrefix(SessionCookieSettings cookie, List<string> failures)
    {
        var isHost = SessionCookieName.HasHostPrefix(cookie.Name);
        if (!isHost && !SessionCookieName.HasSecurePrefix(cookie.Name))
            return;
        var otherwise =
            $"or set Cookie.Name to a name without prefix, such as {SessionCookieName.WithoutPrefix(cookie.Name)}.";
        if (!cookie.Secure)
            failures.Add($"Cookie.Name {cookie.Name} requires Secure. Set Cookie.Secure to true, {otherwise}");
        if (isHost && cookie.Path != "/")
            failures.Add($"Cookie.Name {cookie.Name} requires the path /. Set Cookie.Path to /, {otherwise}");
        if (isHost && cookie.Domain is not null)
            failures.Add($"Cookie.Name {cookie.Name} allows no domain. Set Cookie.Domain to null, {otherwise}");
    }

    private static bool IsToken(string? text) =>
        !string.IsNullOrEmpty(text) && !text.AsSpan().ContainsAnyExcept(TokenCharacters);
}
