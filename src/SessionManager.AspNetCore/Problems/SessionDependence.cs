using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SessionManager.AspNetCore.Problems;

/// <summary>Marks an answer as made for one session, so that no cache hands it to another. A host may set otherwise.</summary>
internal static class SessionDependence
{
    public static void Mark(HttpResponse response)
    {
        if (response.HasStarted)
            return;
        var headers = response.Headers;
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        if (headers.Vary.Count == 0)
            headers.Vary = HeaderNames.Cookie;
        else if (!VariesByCookie(headers))
            headers.Append(HeaderNames.Vary, HeaderNames.Cookie);
    }

    private static bool VariesByCookie(IHeaderDictionary headers)
    {
        foreach (var value in headers.Vary)
        {
            if (value is not null && value.Contains(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
