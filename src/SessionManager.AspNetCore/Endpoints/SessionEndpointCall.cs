using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.Endpoints.Contracts;
using SessionManager.AspNetCore.Problems;
using SessionManager.AspNetCore.SignIn;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>
/// A call of an endpoint: who asks, what they may do, and how the outcomes of that read over HTTP. The own-or-admin rule
/// is <see cref="ICallerSessions"/>' alone; here another's session only becomes the same answer as none.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct SessionEndpointCall
{
    private readonly HttpContext _context;

    public SessionEndpointCall(HttpContext context)
    {
        _context = context;
        Current = context.GetUserSession()!;
        Sessions = Manager(context).For(SessionCaller.Of(Current));
    }

    /// <summary>The session of this request.</summary>
    public UserSession Current { get; }

    public ICallerSessions Sessions { get; }

    public CancellationToken Cancellation => _context.RequestAborted;

    public DateTimeOffset Now => _context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    public static ISessionManager Manager(HttpContext context) =>
        context.RequestServices.GetRequiredService<ISessionManager>();

    /// <summary>A session of the caller's choice as an answer.</summary>
    public SessionAnswer<SessionResponse> Answer(SessionResult<UserSession> result) =>
        result.Succeeded ? new(SessionResponse.Of(result.Value, Current.Id, Now)) : new(Problem(result));

    /// <summary>The answer to what was not done.</summary>
    public static IResult Problem(SessionResult result) =>
        result.Outcome switch
        {
            SessionOutcome.NotFound or SessionOutcome.Denied => SessionProblem.NotFound,
            SessionOutcome.Ended => SessionFault.Conflict("session_ended", "The session is over."),
            SessionOutcome.Invalid => SessionFault.Invalid(result.Error, "The request is not acceptable."),
            _ => SessionFault.Conflict("conflict", result.Error?.Message ?? "The session cannot be changed so."),
        };

    /// <summary>Has the browser forget the cookie of a session that this request ended.</summary>
    public ValueTask ForgetCookieAsync() =>
        SessionFeature.Find(_context.Features) is { } feature
            ? SessionSignInService.Of(_context).ForgetCookieAsync(_context, feature)
            : default;
}
