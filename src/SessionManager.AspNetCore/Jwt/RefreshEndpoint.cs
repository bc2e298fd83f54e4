using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.CrossSite;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Problems;
using SessionManager.AspNetCore.Suspicion;
using SessionManager.AspNetCore.Transports;
using SessionManager.Audit;
using SessionManager.Management;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Jwt;

/// <summary>
/// Gives a client new tokens for the refresh token in the body or in its cookie, or for the one token it has, where one
/// is for both. It answers over the transport that it was asked over: what came in a cookie leaves in cookies alone.
/// </summary>
internal static class RefreshEndpoint
{
    private const int MaxBytes = 16 * 1024;

    public static async Task HandleAsync(HttpContext context)
    {
        try
        {
            var inBody = await ReadBodyAsync(context).ConfigureAwait(false);
            var (token, transport, refusal, isSeen) = Find(context, inBody);
            // Whoever listened has the refresh token too, and it is worth more than an access token.
            if (token is not null && !context.RequestServices.GetRequiredService<SecureTransport>().Allows(context))
                (token, refusal) = (null, SessionProblem.Insecure);
            if (token is null)
            {
                await (refusal ?? SessionProblem.Unauthorized).WriteAsync(context.Response).ConfigureAwait(false);
                return;
            }

            await RefreshAsync(context, token, transport, isSeen).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is SessionStorageException or SessionAuditException && !context.Response.HasStarted)
        {
            await SessionProblem.Unavailable.ReplaceAsync(context.Response).ConfigureAwait(false);
        }
    }

    private static async Task RefreshAsync(HttpContext context, string token, SessionTransport transport, bool isSeen)
    {
        var services = context.RequestServices;
        var result = await services
            .GetRequiredService<ISessionManager>()
            .RefreshAsync(
                token,
                new SessionAccess
                {
                    IpAddress = ClientAddress.Of(context),
                    UserAgent = context.Request.Headers.UserAgent,
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        if (!result.Succeeded)
        {
            if (result.Outcome == SessionOutcome.NotFound && !isSeen)
                services.GetRequiredService<BadTokenWatch>().Note(context, SessionVerdictReason.Rejected);
            // Unknown, retired, ended and too late look the same: nobody learns which by asking.
            var problem =
                result.Outcome == SessionOutcome.Conflict ? SessionProblem.Unavailable : SessionProblem.Unauthorized;
            await problem.WriteAsync(context.Response).ConfigureAwait(false);
            return;
        }

        // Tokens that others verify by their signature must not be had by who is kept out here.
        if (
            !await services
                .GetRequiredService<SessionUserCheck>()
                .IsWelcomeAsync(result.Session, context.RequestAborted)
                .ConfigureAwait(false)
        )
        {
            await SessionProblem.Unauthorized.WriteAsync(context.Response).ConfigureAwait(false);
            return;
        }

        if (transport == SessionTransport.Cookie)
            services.GetRequiredService<SessionCookie>().Write(context, result.Tokens, result.Session);
        SessionDependence.Mark(context.Response);
        var answer = new SessionCreateResult
        {
            Outcome = SessionOutcome.Success,
            Session = result.Session,
            Tokens = result.Tokens,
        };
        await new SessionSignInResult(answer, transport).ExecuteAsync(context).ConfigureAwait(false);
    }

    /// <remarks>A token that is presented as on any request has been seen by the middleware, and counted if it is bad.</remarks>
    private static (string? Token, SessionTransport Transport, SessionProblem? Refusal, bool IsSeen) Find(
        HttpContext context,
        string? inBody
    )
    {
        var services = context.RequestServices;
        var credential = default(PresentedCredential);
        if (services.GetRequiredService<IOptions<SessionHttpOptions>>().Value.AcceptCookie)
            services.GetRequiredService<SessionCookie>().ReadRefresh(context, ref credential);
        if (inBody is not null)
        {
            return credential.Count == 0
                ? (inBody, SessionTransport.Token, null, false)
                : (null, default, SessionProblem.Ambiguous, false);
        }

        var isSeen = credential.Count == 0;
        if (isSeen)
            services.GetRequiredService<SessionAuthenticator>().Read(context, ref credential);
        if (credential.Count > 1)
            return (null, default, SessionProblem.Ambiguous, false);
        if (credential.Count == 0)
            return default;
        // A page elsewhere could only waste a rotation, but it has no business to.
        if (
            credential.Transport == SessionTransport.Cookie
            && !services.GetRequiredService<CrossSiteGuard>().Allows(context)
        )
            return (null, default, SessionProblem.CrossSite, false);
        return (credential.Token.ToString(), credential.Transport, null, isSeen);
    }

    /// <summary>The token in the body; null when there is none. A body that is something else is no token.</summary>
    private static async ValueTask<string?> ReadBodyAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBytes;
        try
        {
            var body = await JsonSerializer
                .DeserializeAsync(
                    context.Request.Body,
                    SessionTokenJsonContext.Default.RefreshRequest,
                    context.RequestAborted
                )
                .ConfigureAwait(false);
            return body?.RefreshToken;
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }
}
