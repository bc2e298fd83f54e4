using Microsoft.AspNetCore.Http;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>Who asks for a session, and for whom. The caller's right to name this user has been checked.</summary>
/// <param name="HttpContext">The request.</param>
/// <param name="Caller">The session of the caller.</param>
/// <param name="UserId">The user to open a session for: another than the caller's only when the caller is an admin.</param>
public sealed record SessionCreateContext(HttpContext HttpContext, UserSession Caller, string UserId);
