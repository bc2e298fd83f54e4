using System.Globalization;
using SessionManager.AspNetCore.Problems;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Authorization;

/// <summary>Any one of these roles.</summary>
internal sealed class SessionRoleDemand(params string[] roles) : SessionDemand
{
    private readonly string[] _roles = Named(roles, "role");

    public override SessionProblem? Judge(UserSession session, TimeProvider time)
    {
        foreach (var role in _roles)
        {
            if (Has(session.Roles, role))
                return null;
        }

        return SessionProblem.Forbidden;
    }

    public override string ToString() => $"Requires a session with the role {string.Join(" or ", _roles)}";
}

/// <summary>Every one of these permissions.</summary>
internal sealed class SessionPermissionDemand(params string[] permissions) : SessionDemand
{
    private readonly string[] _permissions = Named(permissions, "permission");

    public override SessionProblem? Judge(UserSession session, TimeProvider time)
    {
        foreach (var permission in _permissions)
        {
            if (!Has(session.Permissions, permission))
                return SessionProblem.Forbidden;
        }

        return null;
    }

    public override string ToString() => $"Requires a session with the permission {string.Join(" and ", _permissions)}";
}

/// <summary>
/// A proof of who the user is beyond the sign-in itself, where an enricher found that one unusual. It asks and keeps nobody
/// out: whoever proves it goes on.
/// </summary>
internal sealed class SessionRiskDemand : SessionDemand
{
    private readonly int _score;

    public SessionRiskDemand(int score)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(score, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(score, 100);
        _score = score;
    }

    /// <summary>No sign-in is proved after its session was opened; whatever is later was asked for.</summary>
    public override SessionProblem? Judge(UserSession session, TimeProvider time) =>
        session.Risk is not { } risk || risk.Score < _score || session.AuthenticatedAt > session.CreatedAt
            ? null
            : SessionProblem.Unusual;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Requires another proof from a risk of {_score} on");
}

/// <summary>A proof of who the user is that is no older than this (RFC 9470).</summary>
internal sealed class SessionFreshnessDemand : SessionDemand
{
    private readonly TimeSpan _maxAge;
    private readonly SessionProblem _stale;

    public SessionFreshnessDemand(TimeSpan maxAge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxAge, TimeSpan.Zero);
        _maxAge = maxAge;
        _stale = SessionProblem.Stale(maxAge);
    }

    public override SessionProblem? Judge(UserSession session, TimeProvider time) =>
        time.GetUtcNow() - session.AuthenticatedAt <= _maxAge ? null : _stale;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Requires a sign-in within {_maxAge:c}");
}
