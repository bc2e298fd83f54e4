using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

/// <summary>One write an interval also while the storage is slow.</summary>
[Trait("Sec", "17")]
public class ActivityRaceTests
{
    [Fact]
    public async Task A_use_while_another_is_being_written_is_not_written_again()
    {
        await using var host = SessionHost.Create();
        var (_, token) = await host.SignInAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        var held = host.Storage.Hold(StorageOperation.Touch, times: 1);
        await host.JudgeAsync(token);
        var first = host.Runtime.Activity.FlushAsync().AsTask();
        await held.Reached.WaitAsync(Patience.Limit);

        await host.JudgeAsync(token);
        held.Release();
        await first;
        await host.Runtime.Activity.FlushAsync();

        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
    }

    [Fact]
    public async Task Many_uses_of_a_session_about_to_end_are_one_write()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Clock.SetUtcNow(session.ExpiresAt - TimeSpan.FromSeconds(1));
        var held = host.Storage.Hold(StorageOperation.Touch);

        // Each call comes back when it waits for the write: none has yet to begin when that is done.
        var all = Enumerable.Range(0, 20).Select(_ => host.JudgeAsync(token)).ToArray();
        await held.Reached.WaitAsync(Patience.Limit);
        Assert.All(all, static judging => Assert.False(judging.IsCompleted));
        held.Release();

        Assert.All(await Task.WhenAll(all), reason => Assert.Equal(SessionVerdictReason.Valid, reason));
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
    }
}
