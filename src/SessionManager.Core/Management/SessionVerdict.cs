using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Management;

/// <summary>Why a token is or is not good. A client is told only whether it is: every refusal looks the same to it.</summary>
public enum SessionVerdictReason
{
    /// <summary>Nothing was presented.</summary>
    Missing,

    /// <summary>It is good.</summary>
    Valid,

    /// <summary>It has not the form of a token. The storage was not asked.</summary>
    Malformed,

    /// <summary>There is no such session.</summary>
    Unknown,

    /// <summary>The session exists, but this is not its secret.</summary>
    Rejected,

    /// <summary>This was the session's secret before it was replaced.</summary>
    Retired,

    /// <summary>The session's time ran out, or that of the token, where a token has a time of its own.</summary>
    Expired,

    /// <summary>The session was ended.</summary>
    Terminated,

    /// <summary>What is stored of the session cannot be read.</summary>
    Unreadable,
}

/// <summary>The outcome of <see cref="ISessionManager.ValidateAsync"/>. A value, so that validation allocates nothing.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct SessionVerdict
{
    internal SessionVerdict(SessionVerdictReason reason, UserSession? session = null)
    {
        Reason = reason;
        Session = session;
    }

    /// <summary>Why.</summary>
    public SessionVerdictReason Reason { get; }

    /// <summary>The session when the token is good; null otherwise.</summary>
    public UserSession? Session { get; }

    /// <summary>Whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(Session))]
    public bool IsValid => Session is not null;

    /// <summary>A good token.</summary>
    public static SessionVerdict Valid(UserSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new(SessionVerdictReason.Valid, session);
    }

    /// <summary>A refused token.</summary>
    public static SessionVerdict Refused(SessionVerdictReason reason) =>
        reason == SessionVerdictReason.Valid
            ? throw new ArgumentOutOfRangeException(nameof(reason), "A refusal needs another reason.")
            : new(reason);

    /// <summary>The reason.</summary>
    public override string ToString() => Reason.ToString();
}
