using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SessionManager.AspNetCore.Tickets;

/// <summary>The scheme that the host named; null for its default.</summary>
internal sealed record SchemeName(string? Value);

/// <summary>Gives a cookie scheme the store: the one that is named, or else the host's default.</summary>
internal sealed class ConfigureTicketCookies(
    SchemeName scheme,
    IHttpContextAccessor accessor,
    IDataProtectionProvider protection,
    IOptions<AuthenticationOptions> authentication,
    IServiceProvider services
) : IPostConfigureOptions<CookieAuthenticationOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        var wanted =
            scheme.Value ?? authentication.Value.DefaultAuthenticateScheme ?? authentication.Value.DefaultScheme;
        if (!string.Equals(name, wanted, StringComparison.Ordinal))
            return;
        options.SessionStore = ActivatorUtilities.CreateInstance<SessionTicketStore>(services, name!);
        options.TicketDataFormat = new SessionKeyFormat(options.TicketDataFormat ?? Format(name!), accessor);
        // The host's events go on as they are; only what comes before them is added. A type would be asked instead of them.
        options.Events = new TicketCookieEvents(options.Events, options.EventsType);
        options.EventsType = null;
    }

    /// <summary>As cookie authentication makes it by itself, when it has not done so yet.</summary>
    private TicketDataFormat Format(string name) =>
        new(
            protection.CreateProtector(
                "Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationMiddleware",
                name,
                "v2"
            )
        );
}
