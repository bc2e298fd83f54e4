using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SessionManager.AspNetCore.Tickets;

/// <summary>
/// Marks a sign-in as one and passes everything on to the events of the host: the object it set, or the service it named,
/// which cookie authentication would ask in the place of any object.
/// </summary>
/// <param name="own">The object.</param>
/// <param name="type">The service; null when the host named none.</param>
internal sealed class TicketCookieEvents(CookieAuthenticationEvents own, Type? type) : CookieAuthenticationEvents
{
    public override Task SigningIn(CookieSigningInContext context)
    {
        SignInMark.Begin(context.HttpContext);
        return Of(context.HttpContext).SigningIn(context);
    }

    public override Task SignedIn(CookieSignedInContext context) => Of(context.HttpContext).SignedIn(context);

    public override Task SigningOut(CookieSigningOutContext context) => Of(context.HttpContext).SigningOut(context);

    public override Task ValidatePrincipal(CookieValidatePrincipalContext context) =>
        Of(context.HttpContext).ValidatePrincipal(context);

    public override Task CheckSlidingExpiration(CookieSlidingExpirationContext context) =>
        Of(context.HttpContext).CheckSlidingExpiration(context);

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        Of(context.HttpContext).RedirectToLogin(context);

    public override Task RedirectToLogout(RedirectContext<CookieAuthenticationOptions> context) =>
        Of(context.HttpContext).RedirectToLogout(context);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) =>
        Of(context.HttpContext).RedirectToAccessDenied(context);

    public override Task RedirectToReturnUrl(RedirectContext<CookieAuthenticationOptions> context) =>
        Of(context.HttpContext).RedirectToReturnUrl(context);

    /// <summary>One a request, as cookie authentication has it: a transient service may keep something between two events.</summary>
    private CookieAuthenticationEvents Of(HttpContext context)
    {
        if (type is null)
            return own;
        if (context.Items.TryGetValue(this, out var known) && known is CookieAuthenticationEvents events)
            return events;
        events = (CookieAuthenticationEvents)context.RequestServices.GetRequiredService(type);
        context.Items[this] = events;
        return events;
    }
}
