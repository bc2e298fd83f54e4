using Microsoft.AspNetCore.Authorization;
using SessionManager.AspNetCore.Problems;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Authorization;

/// <summary>
/// What a session must have beyond being valid. Judged by the guard of an endpoint or by ASP.NET Core's authorization,
/// on the session itself and not on claims, which a host's code may have added to.
/// </summary>
internal abstract class SessionDemand : IAuthorizationRequirement
{
    /// <summary>The answer to a session that does not meet it; null when it does. Allocates nothing.</summary>
    public abstract SessionProblem? Judge(UserSession session, TimeProvider time);

    protected static bool Has(IReadOnlyList<string> values, string wanted)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (string.Equals(values[i], wanted, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    protected static string[] Named(string[] values, string what)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length == 0 || values.Any(string.IsNullOrEmpty))
            throw new ArgumentException($"Name at least one {what}, and none that is empty.", nameof(values));
        return [.. values];
    }
}
