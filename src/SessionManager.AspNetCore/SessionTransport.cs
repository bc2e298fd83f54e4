namespace SessionManager.AspNetCore;

/// <summary>How a client keeps its token and presents it.</summary>
public enum SessionTransport
{
    /// <summary>The browser keeps it in a cookie that scripts cannot read. No body ever shows it.</summary>
    Cookie,

    /// <summary>
    /// The client keeps it by itself and presents it as <c>Authorization: Bearer</c> or in the session header.
    /// </summary>
    Token,
}
