using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace SessionManager.AspNetCore.Tickets;

/// <summary>Writes the key of the sign-in into the cookie, where cookie authentication would write the one before.</summary>
internal sealed class SessionKeyFormat(ISecureDataFormat<AuthenticationTicket> inner, IHttpContextAccessor accessor)
    : ISecureDataFormat<AuthenticationTicket>
{
    public string Protect(AuthenticationTicket data) => inner.Protect(Current(data));

    public string Protect(AuthenticationTicket data, string? purpose) => inner.Protect(Current(data), purpose);

    public AuthenticationTicket? Unprotect(string? protectedText) => inner.Unprotect(protectedText);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) =>
        inner.Unprotect(protectedText, purpose);

    /// <summary>With a store the ticket in the cookie has one claim: the key.</summary>
    private AuthenticationTicket Current(AuthenticationTicket ticket)
    {
        if (ticket.Principal.Claims.Take(2).ToArray() is not [var claim])
            return ticket;
        var key = SignInMark.Current(accessor.HttpContext, claim.Value);
        if (ReferenceEquals(key, claim.Value))
            return ticket;
        var identity = new ClaimsIdentity(
            [new Claim(claim.Type, key, claim.ValueType, claim.Issuer)],
            claim.Subject?.AuthenticationType
        );
        return new AuthenticationTicket(new ClaimsPrincipal(identity), ticket.Properties, ticket.AuthenticationScheme);
    }
}
