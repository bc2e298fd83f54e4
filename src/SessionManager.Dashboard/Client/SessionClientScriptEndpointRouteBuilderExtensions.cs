#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Routing;
using SessionManager.Dashboard.StaticFiles;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the script for a host's own pages.</summary>
public static class SessionClientScriptEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the script that keeps a browser's session alive while somebody is there, warns before it ends, and tells all
    /// tabs when it has. It needs <c>app.MapSessions()</c>, no page of this package, and holds nothing secret: no session
    /// is needed to load it.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Its address.</param>
    /// <returns>The endpoint, for conventions of the host's.</returns>
    public static IEndpointConventionBuilder MapSessionClientScript(
        this IEndpointRouteBuilder endpoints,
        string pattern = "/session-client.js"
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        return AssetEndpoint.MapOne(endpoints, pattern, "client/session-client.js");
    }
}
