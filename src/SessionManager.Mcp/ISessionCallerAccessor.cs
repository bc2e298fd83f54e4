using System.Security.Claims;
using SessionManager.Management;

namespace SessionManager.Mcp;

/// <summary>
/// Says who calls a tool. The host supplies it, from its own authentication: the only thing it is handed is the
/// principal that the server's transport authenticated. Tool arguments and what the client says of itself are not
/// there to be believed.
/// </summary>
/// <remarks>
/// Asked once for every call, in the services of that call, so it may be scoped. An exception fails the call without
/// doing anything.
/// </remarks>
public interface ISessionCallerAccessor
{
    /// <summary>The caller of the call under way.</summary>
    /// <param name="user">
    /// The principal that the transport authenticated (over HTTP, <c>HttpContext.User</c>); null where the transport
    /// authenticates nobody, as stdio does.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns><see cref="SessionCaller.Anonymous"/> for nobody: every tool refuses, before anything is read.</returns>
    ValueTask<SessionCaller> GetCallerAsync(ClaimsPrincipal? user, CancellationToken cancellationToken);
}
