using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Problems;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Authentication;

/// <summary>
/// The scheme <c>Session</c> for ASP.NET Core's own authentication and authorization. It adds nothing to what
/// <see cref="SessionAuthenticator"/> knows.
/// </summary>
internal sealed class SessionAuthenticationHandler(SessionAuthenticator authenticator) : IAuthenticationSignOutHandler
{
    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("The session credential was refused.");

    private HttpContext? _context;
    private UserSession? _session;
    private AuthenticateResult? _success;
    private string _scheme = SessionDefaults.AuthenticationScheme;

    private HttpContext Context => _context ?? throw new InvalidOperationException("The handler is not initialized.");

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _scheme = scheme.Name;
        _context = context;
        return Task.CompletedTask;
    }

    public async Task<AuthenticateResult> AuthenticateAsync()
    {
        var feature = await authenticator.AuthenticateAsync(Context).ConfigureAwait(false);
        if (feature.Session is { } session)
            return Success(session);
        if (feature.Failure is { } failure)
            return AuthenticateResult.Fail(failure);
        return feature.Transport is null && !feature.IsAmbiguous && !feature.IsInsecure
            ? AuthenticateResult.NoResult()
            : Refused;
    }

    /// <summary>The same result each time, as callers expect, for as long as the request has the same session.</summary>
    private AuthenticateResult Success(UserSession session)
    {
        if (_success is null || !ReferenceEquals(_session, session))
        {
            _session = session;
            _success = AuthenticateResult.Success(new AuthenticationTicket(SessionPrincipal.Create(session), _scheme));
        }

        return _success;
    }

    public async Task ChallengeAsync(AuthenticationProperties? properties)
    {
        var feature = await authenticator.AuthenticateAsync(Context).ConfigureAwait(false);
        await AnswerAsync(feature, feature.Session is null ? feature.Refusal : SessionProblem.Unauthorized)
            .ConfigureAwait(false);
    }

    public async Task ForbidAsync(AuthenticationProperties? properties)
    {
        var feature = await authenticator.AuthenticateAsync(Context).ConfigureAwait(false);
        await AnswerAsync(feature, feature.Denial ?? SessionProblem.Forbidden).ConfigureAwait(false);
    }

    public Task SignOutAsync(AuthenticationProperties? properties) => Context.SignOutSessionAsync().AsTask();

    /// <summary>
    /// A policy may challenge several schemes, and a body that is under way would stop the others: inside the middleware
    /// the body waits until they have all had their say.
    /// </summary>
    private Task AnswerAsync(SessionFeature feature, SessionProblem problem)
    {
        problem.SetHead(Context.Response);
        if (!feature.IsEnclosed)
            return problem.WriteBodyAsync(Context.Response);
        feature.Owed = problem;
        return Task.CompletedTask;
    }
}
