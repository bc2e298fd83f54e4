namespace SessionManager.Policies;

/// <summary>Ready sets of role policies.</summary>
public static class SessionRolePresets
{
    /// <summary>
    /// A booking marketplace: <c>guest</c> 24 h and 5 sessions, <c>hotel_employee</c> 8 h and 2, <c>vendor_admin</c>
    /// 12 h and 3, <c>system_admin</c> 4 h and 2. The hours are the absolute lifetime.
    /// </summary>
    public static IReadOnlyDictionary<string, SessionPolicyOptions> Marketplace =>
        new Dictionary<string, SessionPolicyOptions>(StringComparer.Ordinal)
        {
            ["guest"] = Role(hours: 24, sessions: 5),
            ["hotel_employee"] = Role(hours: 8, sessions: 2),
            ["vendor_admin"] = Role(hours: 12, sessions: 3),
            ["system_admin"] = Role(hours: 4, sessions: 2),
        };

    private static SessionPolicyOptions Role(int hours, int sessions) =>
        new() { AbsoluteLifetime = TimeSpan.FromHours(hours), MaxSessions = sessions };
}
