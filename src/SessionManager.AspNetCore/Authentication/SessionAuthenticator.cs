using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Pipeline;
using SessionManager.AspNetCore.Suspicion;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Authentication;

/// <summary>
/// Finds out once a request whose session it carries. Middleware, authentication handler and sign-in all ask here, in
/// whatever order they run, so the storage is asked at most once a request.
/// </summary>
internal sealed partial class SessionAuthenticator(
    ISessionManager sessions,
    SessionCookie cookie,
    SecureTransport security,
    BadTokenWatch badTokens,
    SessionUserCheck users,
    IOptions<SessionHttpOptions> options,
    ILogger<SessionAuthenticator> logger
)
{
    private readonly SessionHttpOptions _options = options.Value;
    private readonly ILogger<SessionAuthenticator> _logger = logger;

    /// <summary>What is known of the request's session. Completes at once, without further cost, when it was asked before.</summary>
    public ValueTask<SessionFeature> AuthenticateAsync(HttpContext context) =>
        SessionFeature.Find(context.Features) is { } known ? new(known) : AuthenticateAsync(context, asUser: false);

    /// <summary>Looks for the first time.</summary>
    /// <param name="context">The request.</param>
    /// <param name="asUser">Whether what is found decides <c>HttpContext.User</c>.</param>
    public ValueTask<SessionFeature> AuthenticateAsync(HttpContext context, bool asUser)
    {
        var credential = default(PresentedCredential);
        Read(context, ref credential);
        if (credential.Count > 0 && !security.Allows(context))
            return new(SessionFeature.Insecure().Enter(context.Features, asUser));
        return credential.Count switch
        {
            0 => new(SessionFeature.Of(default, transport: null).Enter(context.Features, asUser)),
            1 => ValidateAsync(context, credential.Token, credential.Transport, asUser),
            _ => new(Ambiguous(context, asUser)),
        };
    }

    /// <summary>Finds what a request presents, over the transports that the host accepts. Nothing in it is verified.</summary>
    public void Read(HttpContext context, ref PresentedCredential credential)
    {
        var headers = context.Request.Headers;
        if (_options.AcceptCookie)
            cookie.Read(context, ref credential);
        if (_options.AcceptBearer)
            credential.AddBearer(headers);
        if (_options.AcceptHeader)
            credential.AddHeader(headers, _options.HeaderName);
    }

    /// <summary>The token by which a request has its session: the one it was given since, or else presents; empty for none.</summary>
    public string TokenOf(HttpContext context, SessionFeature? feature)
    {
        if (feature?.GivenToken is { } given)
            return given;
        var credential = default(PresentedCredential);
        Read(context, ref credential);
        return credential.Token.ToString();
    }

    private ValueTask<SessionFeature> ValidateAsync(
        HttpContext context,
        ReadOnlySpan<char> token,
        SessionTransport transport,
        bool asUser
    )
    {
        ValueTask<SessionVerdict> pending;
        try
        {
            pending = sessions.ValidateAsync(token, Access(context), context.RequestAborted);
        }
        catch (SessionStorageException exception)
        {
            return new(Failed(context, exception, transport, asUser));
        }

        return !users.IsNeeded && pending.IsCompletedSuccessfully
            ? new(Judged(context, pending.Result, transport, asUser))
            : AwaitedAsync(context, pending, transport, asUser);
    }

    /// <summary>Whether a request is to an endpoint that must not keep its session alive.</summary>
    public static bool IsPassive(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<PassiveEndpoint>() is not null;

    private SessionAccess Access(HttpContext context) =>
        new() { IsPassive = !_options.AutomaticActivity || IsPassive(context) };

    private async ValueTask<SessionFeature> AwaitedAsync(
        HttpContext context,
        ValueTask<SessionVerdict> pending,
        SessionTransport transport,
        bool asUser
    )
    {
        try
        {
            var verdict = await pending.ConfigureAwait(false);
            if (
                verdict.Session is { } session
                && !await users.IsWelcomeAsync(session, context.RequestAborted).ConfigureAwait(false)
            )
                verdict = SessionVerdict.Refused(SessionVerdictReason.Terminated);
            return Judged(context, verdict, transport, asUser);
        }
        catch (SessionStorageException exception)
        {
            return Failed(context, exception, transport, asUser);
        }
    }

    private SessionFeature Judged(HttpContext context, SessionVerdict verdict, SessionTransport transport, bool asUser)
    {
        if (!verdict.IsValid)
        {
            LogRefused(verdict.Reason, transport);
            badTokens.Note(context, verdict.Reason);
        }

        return SessionFeature.Of(verdict, transport).Enter(context.Features, asUser);
    }

    private SessionFeature Failed(
        HttpContext context,
        SessionStorageException exception,
        SessionTransport transport,
        bool asUser
    )
    {
        LogUnavailable(exception);
        return SessionFeature.Failed(exception, transport).Enter(context.Features, asUser);
    }

    private SessionFeature Ambiguous(HttpContext context, bool asUser)
    {
        LogAmbiguous();
        return SessionFeature.Ambiguous().Enter(context.Features, asUser);
    }
}
