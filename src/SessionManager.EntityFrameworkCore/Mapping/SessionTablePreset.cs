namespace SessionManager.EntityFrameworkCore.Mapping;

/// <summary>The shape of the session table: names of table and columns, and how an end is written down.</summary>
/// <remarks>Whatever a preset names, a host may rename in its <c>OnModelCreating</c> afterwards.</remarks>
public enum SessionTablePreset
{
    /// <summary>
    /// Table <c>sessions</c> with a <c>status</c> column of <c>active</c>, <c>idle</c>, <c>expired</c>, <c>terminated</c>
    /// under a check constraint, and <c>terminated_at</c>, <c>terminated_by</c>, <c>termination_reason</c>. The default.
    /// </summary>
    Sessions,

    /// <summary>
    /// Table <c>user_sessions</c> with <c>is_active</c>, <c>device_info</c>, <c>invalidated_at</c>, <c>invalidated_by</c>
    /// and <c>invalidation_reason</c>.
    /// </summary>
    UserSessions,

    /// <summary>
    /// Table <c>session_tracking</c> with <c>session_id</c>, <c>username</c>, <c>last_accessed</c>, <c>is_active</c>,
    /// <c>ended_at</c>, <c>ended_by</c> and <c>end_reason</c>, indexed by user name and by creation as well.
    /// </summary>
    SessionTracking,
}
