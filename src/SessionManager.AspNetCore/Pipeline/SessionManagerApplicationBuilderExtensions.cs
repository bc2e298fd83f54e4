#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.Pipeline;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts sessions into the pipeline.</summary>
public static class SessionManagerApplicationBuilderExtensions
{
    /// <summary>
    /// Validates the session of each request, from the cookie, <c>Authorization: Bearer</c> or the session header, and
    /// puts it on the request: <c>HttpContext.GetUserSession()</c>, <c>HttpContext.User</c> when the scheme is the
    /// default, and <c>[Authorize]</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// It takes the place of <c>UseAuthentication</c> and <c>UseAuthorization</c>: put it where they would stand, behind
    /// <c>UseRouting</c> if the host calls that, and before everything that needs to know the user. A host that calls
    /// them itself, before or after, keeps them where it put them.
    /// </para>
    /// <para>
    /// More than one credential in a request is answered with 400. While the storage is out of reach, requests that
    /// need a session, or need the storage, are answered with 503, and all others are served.
    /// </para>
    /// </remarks>
    /// <param name="app">The application.</param>
    /// <exception cref="InvalidOperationException">The services are missing: the message names the call to add.</exception>
    public static IApplicationBuilder UseSessionManager(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var authenticator =
            app.ApplicationServices.GetService<SessionAuthenticator>()
            ?? throw new InvalidOperationException(
                "UseSessionManager() needs services that are not registered. "
                    + "Add .AddAspNetCore(): builder.Services.AddSessionManager().AddAspNetCore();"
            );
        SessionManagerPipeline.Place(app, authenticator);
        return app;
    }
}
