using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Tickets;

/// <summary>
/// How a ticket lies in a session: encrypted by the host's data protection, since a ticket may hold tokens of other
/// systems, under a name that no list shows.
/// </summary>
internal sealed class SessionTickets(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>Names that begin with a dot are the server's own and are in no answer.</summary>
    public const string Name = ".ticket";
    private const int MaxRoles = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("SessionManager.AspNetCore.Tickets", "v1");

    public static string? UserId(ClaimsPrincipal principal) =>
        principal.FindFirst(ClaimTypes.NameIdentifier)?.Value
        ?? principal.FindFirst(SessionClaimTypes.UserId)?.Value
        ?? principal.Identity?.Name;

    /// <summary>The sign-in that a ticket stands for.</summary>
    public SessionCreateRequest Request(AuthenticationTicket ticket)
    {
        var principal = ticket.Principal;
        var userId =
            UserId(principal)
            ?? throw new InvalidOperationException(
                "The principal that signs in has no user id. Give it a claim ClaimTypes.NameIdentifier or sub."
            );
        return new SessionCreateRequest(userId)
        {
            UserName = principal.Identity?.Name,
            Roles = [.. Roles(principal).Distinct(StringComparer.Ordinal).Take(MaxRoles)],
            RememberMe = ticket.Properties.IsPersistent,
            AuthenticationMethods =
            [
                .. principal
                    .FindAll(SessionClaimTypes.AuthenticationMethod)
                    .Select(static claim => claim.Value)
                    .Take(16),
            ],
            Timeout = ticket.Properties.ExpiresUtc is { } end && end > time.GetUtcNow() ? end - time.GetUtcNow() : null,
            Metadata = Write(SessionMetadata.Empty, ticket),
        };
    }

    public SessionMetadata Write(SessionMetadata metadata, AuthenticationTicket ticket) =>
        metadata.With(Name, Base64Url.EncodeToString(_protector.Protect(TicketSerializer.Default.Serialize(ticket))));

    /// <summary>The ticket of a session, which ends no later than the session; null when there is none to read.</summary>
    public AuthenticationTicket? Read(UserSession session)
    {
        if (!session.Metadata.TryGetValue(Name, out var stored) || stored.GetString() is not { } text)
            return null;
        try
        {
            var ticket = TicketSerializer.Default.Deserialize(
                _protector.Unprotect(Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(text)))
            );
            if (ticket is null)
                return null;
            ticket.Properties.ExpiresUtc =
                ticket.Properties.ExpiresUtc is { } end && end < session.ExpiresAt ? end : session.ExpiresAt;
            SignInMark.Stored(ticket);
            return ticket;
        }
        catch (Exception exception)
            when (exception is CryptographicException or FormatException or EndOfStreamException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Roles(ClaimsPrincipal principal) =>
        principal.Identities.SelectMany(static identity =>
            identity.FindAll(identity.RoleClaimType).Select(static claim => claim.Value)
        );
}
