using System.Diagnostics;

namespace SessionManager.Redis.Tests;

/// <summary>Waits for what another process does, which no clock of ours drives.</summary>
internal static class WaitFor
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Patience, "What the test waits for did not happen.");
            await Task.Delay(10);
        }
    }
}
