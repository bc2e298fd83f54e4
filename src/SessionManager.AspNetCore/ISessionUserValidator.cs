using System.Security.Claims;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore;

/// <summary>
/// The host's word on whether a session's user may still use it: an account that was disabled, a security stamp that
/// changed. Register one as a singleton. It is asked for every request with a valid session or access token, in every
/// mode, and before new tokens are given for a refresh token; its answers are not remembered, so it should answer from
/// memory as a rule.
/// </summary>
/// <remarks>
/// A session that is refused ends (<see cref="SessionEndReasons.SecurityEvent"/>) and the request has none, also where
/// no storage is asked who it belongs to. One that
/// throws fails the request: nobody is authenticated by accident.
/// </remarks>
public interface ISessionUserValidator
{
    /// <summary>Whether the user may go on.</summary>
    /// <param name="context">Whose session it is.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    ValueTask<bool> IsValidAsync(SessionUserContext context, CancellationToken cancellationToken);
}

/// <summary>Whose session is in question.</summary>
/// <param name="Session">The session.</param>
/// <param name="Principal">
/// The principal that the host's cookie authentication keeps with it, by <c>AddSessionTicketStore()</c>; null otherwise.
/// </param>
public sealed record SessionUserContext(UserSession Session, ClaimsPrincipal? Principal);
