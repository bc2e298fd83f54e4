#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.Tickets;
using SessionManager.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes the sign-ins of ASP.NET Core's cookie authentication sessions.</summary>
public static class SessionTicketStoreBuilderExtensions
{
    private const int TicketBytes = 16 * 1024;

    /// <summary>
    /// Keeps the tickets of cookie authentication, or of Identity, in sessions: sign-ins can be listed, limited and
    /// ended, and nothing else in the host changes. The claims stay as they are; the cookie holds an encrypted key and no
    /// longer the claims.
    /// </summary>
    /// <remarks>
    /// A ticket lasts as long as the cookie options say and never longer than its session, whose policy
    /// (<c>SessionManagerOptions</c>) decides on idle and absolute lifetime and on how many there may be. Each sign-in
    /// gets a new session. With <c>app.UseSessionManager()</c> the REST API, <c>GetUserSession()</c> and
    /// <c>RequireSession()</c> work as well. Calls <c>AddAspNetCore()</c>, and lets metadata take 16 KB, since that is
    /// where a ticket lies, encrypted.
    /// </remarks>
    /// <param name="builder">The session manager.</param>
    /// <param name="scheme">
    /// The cookie scheme; null for the host's default one. One that is none of cookies stops the start of the host.
    /// </param>
    public static ISessionManagerBuilder AddSessionTicketStore(
        this ISessionManagerBuilder builder,
        string? scheme = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        var services = builder.Services;
        services.AddDataProtection();
        services.AddHttpContextAccessor();
        services.PostConfigure<SessionManagerOptions>(static options =>
            options.MaxMetadataBytes = Math.Max(options.MaxMetadataBytes, TicketBytes)
        );
        services.AddSingleton<SessionTickets>();
        services.AddSingleton<IPostConfigureOptions<CookieAuthenticationOptions>>(provider =>
            ActivatorUtilities.CreateInstance<ConfigureTicketCookies>(provider, new SchemeName(scheme))
        );
        services.AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<TicketSchemeCheck>(provider, new SchemeName(scheme))
        );
        return builder;
    }
}
