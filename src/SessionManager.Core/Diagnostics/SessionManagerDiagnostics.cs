using System.Diagnostics;

namespace SessionManager.Diagnostics;

/// <summary>The names under which a host collects metrics and traces, and the library's trace source.</summary>
public static class SessionManagerDiagnostics
{
    /// <summary>The name of the meter: pass it to <c>AddMeter</c>.</summary>
    public const string MeterName = "SessionManager";

    /// <summary>The name of the trace source: pass it to <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "SessionManager";

    internal static ActivitySource Source { get; } = new(ActivitySourceName);
}
