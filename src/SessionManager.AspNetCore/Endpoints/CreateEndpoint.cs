using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.Endpoints.Contracts;
using SessionManager.AspNetCore.Problems;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>Opens a session for whom the host's rule allows. Only there when the host has given that rule.</summary>
internal sealed class CreateEndpoint(Func<SessionCreateContext, ValueTask<SessionCreateRequest?>> rule)
{
    private const long MaxSeconds = 100L * 366 * 24 * 60 * 60;

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var call = new SessionEndpointCall(context);
        // The answer holds a token. A page that got in by a cookie must not come by one that outlives the cookie.
        if (context.Features.Get<IUserSessionFeature>()?.Transport != SessionTransport.Token)
            return SessionFault.Forbidden("token_required", "Present the session as a token to open another.");
        var body = await JsonBody
            .ReadAsync(context, SessionJsonContext.Default.CreateSessionRequest)
            .ConfigureAwait(false);
        if (body is null)
            return SessionProblem.Unreadable;
        if (Metadata(body.Metadata) is not { } metadata || metadata.Keys.Any(static name => name.StartsWith('.')))
            return Invalid(
                "metadata",
                "Metadata is a JSON object of valid text, at most 16 deep, whose names differ and begin with no dot."
            );
        var userId = body.UserId ?? call.Current.UserId;
        if (await RefuseAsync(call, userId).ConfigureAwait(false) is { } refusal)
            return refusal;
        var allowed = await rule(new SessionCreateContext(context, call.Current, userId)).ConfigureAwait(false);
        if (allowed is null)
            return SessionProblem.NotFound;
        var isOwn = string.Equals(allowed.UserId, call.Current.UserId, StringComparison.Ordinal);
        var created = await SessionEndpointCall
            .Manager(context)
            .CreateAsync(
                allowed with
                {
                    Metadata = body.Metadata is null ? allowed.Metadata : metadata,
                    Timeout = Timeout(body.TimeoutSeconds) ?? allowed.Timeout,
                    // A session of one's own is opened from here, and judged by it.
                    IpAddress = allowed.IpAddress ?? (isOwn ? ClientAddress.Of(context) : null),
                    UserAgent = allowed.UserAgent ?? (isOwn ? context.Request.Headers.UserAgent.ToString() : null),
                    // Nobody proves anew who they are here, so the proof of the new session is as old as the caller's.
                    AuthenticatedAt = allowed.AuthenticatedAt ?? (isOwn ? call.Current.AuthenticatedAt : null),
                },
                call.Cancellation
            )
            .ConfigureAwait(false);
        if (created.Succeeded && !await IsStillWelcomeAsync(context, call, created).ConfigureAwait(false))
        {
            await SessionEndpointCall
                .Manager(context)
                .TerminateAsync(
                    created.Session.Id,
                    SessionTermination.System,
                    SessionEndReasons.TransferRevoked,
                    CancellationToken.None
                )
                .ConfigureAwait(false);
            return SessionProblem.Unauthorized;
        }

        return new SessionSignInResult(created, SessionTransport.Token);
    }

    /// <summary>
    /// Whether the caller's token is still good. A body may come long after the headers that were let in, and whoever lost
    /// the session meanwhile must not go on in another.
    /// </summary>
    private static async ValueTask<bool> IsStillWelcomeAsync(
        HttpContext context,
        SessionEndpointCall call,
        SessionCreateResult created
    )
    {
        if (created.Evicted.Any(evicted => evicted.Id == call.Current.Id))
            return true;
        var services = context.RequestServices;
        var authenticator = services.GetRequiredService<SessionAuthenticator>();
        var feature = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        var verdict = await SessionEndpointCall
            .Manager(context)
            .ValidateAsync(
                authenticator.TokenOf(context, feature),
                new SessionAccess { IsPassive = true },
                CancellationToken.None
            )
            .ConfigureAwait(false);
        return verdict.IsValid;
    }

    /// <summary>May the caller act for this user at all? The one rule says so, asked for the smallest thing it guards.</summary>
    private static async ValueTask<IResult?> RefuseAsync(SessionEndpointCall call, string userId)
    {
        var asked = await call
            .Sessions.QueryAsync(
                new SessionQuery
                {
                    Filters = new SessionFilters { UserId = userId },
                    Limit = 1,
                },
                call.Cancellation
            )
            .ConfigureAwait(false);
        return asked.Succeeded ? null : SessionEndpointCall.Problem(asked);
    }

    private static SessionMetadata? Metadata(JsonElement? element)
    {
        if (element is not { } given)
            return SessionMetadata.Empty;
        try
        {
            return SessionMetadata.From(given);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static TimeSpan? Timeout(long? seconds) =>
        seconds is { } wanted ? TimeSpan.FromSeconds(Math.Clamp(wanted, -1, MaxSeconds)) : null;

    private static SessionFault Invalid(string field, string message) =>
        SessionFault.Invalid(new SessionError(field, message), message);
}
