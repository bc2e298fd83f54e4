using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore;

/// <summary>
/// What is known of the session of a request, in <c>HttpContext.Features</c> once <c>app.UseSessionManager()</c> or the
/// authentication scheme has looked. Of one request: not thread-safe.
/// </summary>
public interface IUserSessionFeature
{
    /// <summary>What became of the presented credential. A refusal when <see cref="Failure"/> is set.</summary>
    SessionVerdict Verdict { get; }

    /// <summary>The session; null when the request has none.</summary>
    UserSession? Session { get; }

    /// <summary>How the credential was presented; null when none was.</summary>
    SessionTransport? Transport { get; }

    /// <summary>
    /// Why the session could not be looked up; null when it could. Nobody is authenticated then, and it is not known
    /// whether somebody should be.
    /// </summary>
    SessionStorageException? Failure { get; }
}
