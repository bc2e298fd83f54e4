using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Core.Tests.Management;

public sealed class RotateAllTests
{
    /// <summary>What a host whose clock is ahead opened before this call seems to be opened after it, and is in wrong hands too.</summary>
    [Theory]
    [InlineData(29, true)]
    [InlineData(61, false)]
    [Trait("Req", "3.24")]
    [Trait("Sec", "6")]
    public async Task Sessions_of_a_host_whose_clock_is_ahead_end_too(int seconds, bool ended)
    {
        await using var host = SessionHost.Create();
        var record = SessionSamples.Create("bob", host.Now.AddSeconds(seconds));
        await host.Memory.InsertAsync(record, SessionLimit.None, default);

        var result = await host.Sessions.RotateAllAsync(new SessionTokenRotation("root"));

        Assert.Equal(ended ? 1 : 0, result.Ended);
        var stored = await host.StoredAsync(record.Session.Id);
        Assert.Equal(ended ? SessionEndReasons.TokenRotation : null, stored.Termination?.Reason);
    }
}
