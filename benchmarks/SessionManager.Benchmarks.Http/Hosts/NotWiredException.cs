namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>A host that cannot be measured yet: the harness says so and goes on without it.</summary>
internal sealed class NotWiredException(string message) : Exception(message);
