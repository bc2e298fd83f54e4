using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Problems;
using SessionManager.AspNetCore.SignIn;
using SessionManager.Backends;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore;

/// <summary>
/// What became of a sign-in. Returned from an endpoint it answers the request: 200 with the session in snake_case
/// JSON, 403 when it came over plain http or from another site, 409 when the user has as many sessions as allowed or all
/// were ended meanwhile, 422 when the request was not acceptable.
/// </summary>
/// <remarks>The cookie is part of the response already, whether or not this is returned.</remarks>
public sealed class SessionSignInResult : IResult, IStatusCodeHttpResult
{
    private readonly SessionCreateResult _result;
    private readonly SessionFault? _refusal;

    internal SessionSignInResult(SessionCreateResult result, SessionTransport transport)
    {
        _result = result;
        Tokens = transport == SessionTransport.Token ? result.Tokens : null;
    }

    internal SessionSignInResult(SessionFault refusal)
        : this(
            new SessionCreateResult { Outcome = SessionOutcome.Denied, Error = new(null, refusal.Detail) },
            SessionTransport.Cookie
        ) => _refusal = refusal;

    /// <summary>What became of it.</summary>
    public SessionOutcome Outcome => _result.Outcome;

    /// <summary>Whether there is a new session.</summary>
    [MemberNotNullWhen(true, nameof(Session))]
    public bool Succeeded => _result.Succeeded;

    /// <summary>The new session; null when there is none.</summary>
    public UserSession? Session => _result.Session;

    /// <summary>
    /// What the client is to be given, with <see cref="SessionTransport.Token"/>; null with
    /// <see cref="SessionTransport.Cookie"/>, where nothing but the cookie may hold it.
    /// </summary>
    public SessionTokens? Tokens { get; }

    /// <summary>The user's sessions that ended to make room.</summary>
    public IReadOnlyList<UserSession> Evicted => _result.Evicted;

    /// <summary>Why there is no session, in words that may be shown; null when there is nothing to say.</summary>
    public SessionError? Error => _result.Error;

    /// <summary>The status with which this answers.</summary>
    public int StatusCode =>
        _result.Outcome switch
        {
            SessionOutcome.Success => StatusCodes.Status200OK,
            SessionOutcome.Invalid => StatusCodes.Status422UnprocessableEntity,
            SessionOutcome.Denied => StatusCodes.Status403Forbidden,
            SessionOutcome.NotFound or SessionOutcome.Ended => StatusCodes.Status401Unauthorized,
            _ => StatusCodes.Status409Conflict,
        };

    int? IStatusCodeHttpResult.StatusCode => StatusCode;

    /// <summary>Answers the request.</summary>
    /// <param name="httpContext">The request.</param>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (StatusCode == StatusCodes.Status401Unauthorized)
            return SessionProblem.Unauthorized.ExecuteAsync(httpContext);
        if (_refusal is not null)
            return _refusal.ExecuteAsync(httpContext);
        if (!_result.Succeeded)
            return SessionSignInProblems.Of(_result.Outcome, _result.Error).ExecuteAsync(httpContext);
        var response = httpContext.Response;
        response.StatusCode = StatusCode;
        response.Headers.CacheControl = "no-store";
        return response.WriteAsJsonAsync(
            Describe(_result.Session),
            SessionSignInJsonContext.Default.SessionSignInResponse,
            contentType: null,
            httpContext.RequestAborted
        );
    }

    private SessionSignInResponse Describe(UserSession session) =>
        new()
        {
            SessionId = session.Id.ToString(),
            UserId = session.UserId,
            UserName = session.UserName,
            Roles = session.Roles,
            ExpiresAt = session.ExpiresAt,
            RefreshAt = _result.Tokens?.RefreshAt ?? session.RefreshAt,
            AbsoluteExpiresAt = session.AbsoluteExpiresAt,
            Token = Tokens?.Token,
            TokenExpiresAt = Tokens?.TokenExpiresAt,
            RefreshToken = Tokens?.RefreshToken,
        };
}
