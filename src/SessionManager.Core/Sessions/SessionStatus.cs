using System.Text.Json.Serialization;

namespace SessionManager.Sessions;

/// <summary>Where a session is in its life. Nothing leaves <see cref="Expired"/> or <see cref="Terminated"/>.</summary>
[JsonConverter(typeof(SessionStatusJsonConverter))]
public enum SessionStatus
{
    /// <summary>Live, and used within <see cref="UserSession.IdleAfter"/>. Wire form <c>active</c>.</summary>
    Active,

    /// <summary>Live, but not used for <see cref="UserSession.IdleAfter"/>; the next use revives it. Wire form <c>idle</c>.</summary>
    Idle,

    /// <summary>Over because its time ran out. Wire form <c>expired</c>.</summary>
    Expired,

    /// <summary>Over because somebody or a rule ended it. Wire form <c>terminated</c>.</summary>
    Terminated,
}
