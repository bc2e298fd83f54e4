using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>A reading under way: when it began, and what was known then.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CacheFill(SessionId Id, bool IsAllowed, int Stamp, long Timestamp, long UtcTicks);
