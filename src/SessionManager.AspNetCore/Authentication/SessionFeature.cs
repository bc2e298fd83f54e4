using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using SessionManager.AspNetCore.Problems;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Authentication;

/// <summary>
/// The one object a request costs: what became of its credential, and, when the scheme is the default, its
/// <c>HttpContext.User</c>, which is not made before somebody reads it.
/// </summary>
internal sealed class SessionFeature : IUserSessionFeature, IHttpAuthenticationFeature, IAuthenticateResultFeature
{
    private ClaimsPrincipal? _user;
    private AuthenticateResult? _result;
    private bool _userSet;
    private bool _marked;

    private SessionFeature(SessionVerdict verdict, SessionTransport? transport)
    {
        Verdict = verdict;
        Transport = transport;
    }

    public SessionVerdict Verdict { get; private set; }

    public UserSession? Session => Verdict.Session;

    public SessionTransport? Transport { get; private set; }

    public SessionStorageException? Failure { get; private init; }

    /// <summary>Whether the request carries more than one credential.</summary>
    public bool IsAmbiguous { get; private init; }

    /// <summary>Whether the credential came over plain http, where it may not.</summary>
    public bool IsInsecure { get; private init; }

    /// <summary>What authorization found missing in the session; null for nothing in particular.</summary>
    public SessionProblem? Denial { get; set; }

    /// <summary>The host's own scheme in whose cookie the session's key lies, where nobody else writes; null for none.</summary>
    public string? TicketScheme { get; private set; }

    /// <summary>
    /// The token of this request that does not stand in it: it was given since, or lies sealed in the cookie of
    /// <see cref="TicketScheme"/>. Null while the request has the one that it presents.
    /// </summary>
    public string? GivenToken { get; private set; }

    /// <summary>Whether the middleware runs this request, and so writes what is <see cref="Owed"/> at its end.</summary>
    public bool IsEnclosed { get; set; }

    /// <summary>Whether this feature decides <c>HttpContext.User</c>.</summary>
    public bool OwnsUser { get; private set; }

    /// <summary>
    /// The body that a challenge left to be written once no other scheme can want to answer as well; null for none.
    /// </summary>
    public SessionProblem? Owed { get; set; }

    /// <summary>The answer to a request that needs a session and has none.</summary>
    public SessionProblem Refusal
    {
        get
        {
            if (IsAmbiguous)
                return SessionProblem.Ambiguous;
            if (IsInsecure)
                return SessionProblem.Insecure;
            return Failure is null ? SessionProblem.Unauthorized : SessionProblem.Unavailable;
        }
    }

    public ClaimsPrincipal? User
    {
        get => _userSet ? _user : _user ??= Session is { } session ? SessionPrincipal.Create(session) : null;
        set
        {
            _user = value;
            _userSet = true;
            _result = null;
        }
    }

    public AuthenticateResult? AuthenticateResult
    {
        get
        {
            if (_result is null && !_userSet && User is { } user)
                _result = AuthenticateResult.Success(
                    new AuthenticationTicket(user, SessionDefaults.AuthenticationScheme)
                );
            return _result;
        }
        set
        {
            _result = value;
            _user = value?.Principal;
            _userSet = true;
        }
    }

    public static SessionFeature Of(SessionVerdict verdict, SessionTransport? transport) => new(verdict, transport);

    /// <summary>A session whose key cookie authentication presented.</summary>
    public static SessionFeature OfTicket(SessionVerdict verdict, string scheme, string key) =>
        new(verdict, SessionTransport.Cookie) { TicketScheme = scheme, GivenToken = key };

    public static SessionFeature Ambiguous() =>
        new(SessionVerdict.Refused(SessionVerdictReason.Malformed), transport: null) { IsAmbiguous = true };

    public static SessionFeature Insecure() =>
        new(SessionVerdict.Refused(SessionVerdictReason.Malformed), transport: null) { IsInsecure = true };

    public static SessionFeature Failed(SessionStorageException failure, SessionTransport transport) =>
        new(SessionVerdict.Refused(SessionVerdictReason.Unreadable), transport) { Failure = failure };

    /// <summary>What is known of the request; null when nobody has looked yet.</summary>
    /// <remarks>
    /// By the type as a value, here and below: a generic method of an interface is looked up by the runtime on every call.
    /// </remarks>
    public static SessionFeature? Find(IFeatureCollection features) =>
        features[typeof(IHttpAuthenticationFeature)] as SessionFeature
        ?? features[typeof(IUserSessionFeature)] as SessionFeature;

    /// <summary>Puts this on the request, and makes it the source of <c>HttpContext.User</c> if it is to be.</summary>
    /// <remarks>
    /// As the user's source it is found with one look where the server has a field for it; but authentication that runs
    /// later puts its own there, so it stands under its own name too.
    /// </remarks>
    public SessionFeature Enter(IFeatureCollection features, bool asUser)
    {
        OwnsUser = asUser;
        features[typeof(IUserSessionFeature)] = this;
        if (asUser)
            features[typeof(IHttpAuthenticationFeature)] = this;
        return this;
    }

    /// <summary>Marks the answer as made for this session. Once is enough.</summary>
    public void Mark(HttpResponse response)
    {
        if (_marked)
            return;
        _marked = true;
        SessionDependence.Mark(response);
    }

    /// <summary>The request has another session from here on, or none.</summary>
    public void Become(HttpContext context, SessionVerdict verdict, SessionTransport? transport, string? token = null)
    {
        Verdict = verdict;
        Transport = transport;
        TicketScheme = null;
        GivenToken = token;
        _user = null;
        _userSet = false;
        _result = null;
        if (OwnsUser)
            Enter(context.Features, asUser: true);
    }
}
