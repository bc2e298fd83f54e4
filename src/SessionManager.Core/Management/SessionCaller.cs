using SessionManager.Sessions;

namespace SessionManager.Management;

/// <summary>Who asks for an operation, as the server authenticated them.</summary>
/// <param name="UserId">The user; null or empty for nobody, who is denied everything.</param>
/// <param name="CurrentSession">The session of this request; null when there is none.</param>
/// <param name="Roles">The roles of the caller.</param>
public sealed record SessionCaller(string? UserId, SessionId? CurrentSession, IReadOnlyList<string> Roles)
{
    /// <summary>Nobody.</summary>
    public static SessionCaller Anonymous { get; } = new(null, null, []);

    /// <summary>The user of a validated session.</summary>
    public static SessionCaller Of(UserSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new(session.UserId, session.Id, session.Roles);
    }

    /// <summary>Whether the caller is nobody.</summary>
    public bool IsAnonymous => string.IsNullOrEmpty(UserId);
}
