using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Hosting;

namespace SessionManager.AspNetCore.Tickets;

/// <summary>
/// Stops a start with a ticket store for a scheme that is none of cookies: sign-ins would go on as they did, and nobody
/// could end them.
/// </summary>
internal sealed class TicketSchemeCheck(SchemeName scheme, IAuthenticationSchemeProvider schemes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var found = scheme.Value is { } name
            ? await schemes.GetSchemeAsync(name).ConfigureAwait(false)
            : await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false);
        if (found is not null && typeof(CookieAuthenticationHandler).IsAssignableFrom(found.HandlerType))
            return;
        var all = await schemes.GetAllSchemesAsync().ConfigureAwait(false);
        var cookies = all.Where(static one => typeof(CookieAuthenticationHandler).IsAssignableFrom(one.HandlerType))
            .Select(static one => $"'{one.Name}'")
            .ToList();
        var asked = scheme.Value ?? found?.Name;
        throw new InvalidOperationException(
            $"AddSessionTicketStore({(scheme.Value is null ? "" : $"\"{scheme.Value}\"")}) needs a scheme of cookie authentication, and "
                + (asked is null ? "there is no default scheme. " : $"'{asked}' is none. ")
                + (
                    cookies.Count == 0
                        ? "Add one: services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie()."
                        : $"Name one of those there are: {string.Join(", ", cookies)}."
                )
        );
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
