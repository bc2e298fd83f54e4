using Microsoft.AspNetCore.Http;

namespace SessionManager.Dashboard.Pages;

/// <summary>
/// Where things are, seen from the page a browser has open. Relative, so that it holds below whatever prefix: a group of
/// routes, a path base, or a proxy that takes one off.
/// </summary>
internal static class PageAddress
{
    /// <summary>The address below the page, such as <c>./sessions/</c>, or <c>./</c> when the browser is there already.</summary>
    public static string Below(HttpRequest request)
    {
        var path = (request.PathBase + request.Path).ToUriComponent();
        return path.EndsWith('/') ? "./" : $"./{path[(path.LastIndexOf('/') + 1)..]}/";
    }

    /// <summary>A path of the host's, below its path base.</summary>
    public static string OfHost(HttpRequest request, string path) => request.PathBase.ToUriComponent() + path;

    /// <summary>The address of this request, to come back to.</summary>
    public static string Own(HttpRequest request) =>
        (request.PathBase + request.Path).ToUriComponent() + request.QueryString.ToUriComponent();
}
