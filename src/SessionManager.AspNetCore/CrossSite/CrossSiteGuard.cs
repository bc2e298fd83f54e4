using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;

namespace SessionManager.AspNetCore.CrossSite;

/// <summary>
/// Tells requests that a page of another origin had the browser send, with the cookie it holds: by Fetch Metadata, and
/// by the Origin where a browser sends none. A program that is no browser sends neither and has no cookie to abuse.
/// </summary>
internal sealed class CrossSiteGuard
{
    private const string FetchSite = "Sec-Fetch-Site";

    private readonly bool _isChecked;
    private readonly FrozenSet<string> _trusted;

    public CrossSiteGuard(IOptions<SessionHttpOptions> options)
    {
        _isChecked = options.Value.CrossSite.IsChecked;
        _trusted = options
            .Value.CrossSite.TrustedOrigins.Select(static origin => origin.TrimEnd('/'))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether this request may use the cookie, or be given one.</summary>
    public bool Allows(HttpContext context) => !_isChecked || IsSafe(context.Request) || IsOurs(context);

    /// <summary>A request that reads. The handshake of a web socket is a GET that opens a way to write.</summary>
    private static bool IsSafe(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
            ? request.Headers.Upgrade.Count == 0
            : HttpMethods.IsHead(request.Method)
                || HttpMethods.IsOptions(request.Method)
                || HttpMethods.IsTrace(request.Method);

    private bool IsOurs(HttpContext context)
    {
        var headers = context.Request.Headers;
        var site = headers[FetchSite];
        if (site.Count > 1)
            return false;
        if (site.Count == 1 && site[0] is "same-origin" or "none")
            return true;
        var origin = headers.Origin;
        if (site.Count == 0 && (origin.Count == 0 || IsSelf(origin, context.Request.Host)))
            return true;
        return (origin.Count == 1 && _trusted.Contains(origin[0]!))
            || context.GetEndpoint()?.Metadata.GetMetadata<CrossSiteEndpoint>() is not null;
    }

    /// <summary>
    /// The scheme is left out: behind a proxy that ends TLS the server sees another one than the browser.
    /// </summary>
    private static bool IsSelf(string? origin, HostString host)
    {
        const string separator = "://";
        if (origin is null || !host.HasValue)
            return false;
        var at = origin.IndexOf(separator, StringComparison.Ordinal);
        return at > 0 && origin.AsSpan(at + separator.Length).Equals(host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
