namespace SessionManager.Core.Tests.Fixtures;

/// <summary>How long a test waits for what must happen before it calls it a failure.</summary>
internal static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    public static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
