using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>That a session was used at a moment.</summary>
/// <param name="Id">The session.</param>
/// <param name="At">When.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SessionTouch(SessionId Id, DateTimeOffset At);
