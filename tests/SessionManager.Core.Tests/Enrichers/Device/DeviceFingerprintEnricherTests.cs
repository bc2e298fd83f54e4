using Microsoft.Extensions.DependencyInjection;
using SessionManager.Core.Tests.Fixtures;

namespace SessionManager.Core.Tests.Enrichers.Device;

[Trait("Req", "3.17")]
public class DeviceFingerprintEnricherTests
{
    private const string Chrome120 =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

    [Fact]
    public async Task One_device_of_one_user_keeps_its_fingerprint_over_browser_updates()
    {
        var first = await FingerprintAsync("alice", Chrome120);

        Assert.Matches("^[0-9a-f]{16}$", first);
        Assert.Equal(first, await FingerprintAsync("alice", Chrome120.Replace("120", "131", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_device_or_another_user_has_another_fingerprint()
    {
        var first = await FingerprintAsync("alice", Chrome120);

        Assert.NotEqual(first, await FingerprintAsync("bob", Chrome120));
        Assert.NotEqual(first, await FingerprintAsync("alice", Chrome120 + " Edg/120.0.0.0"));
        Assert.NotEqual(first, await FingerprintAsync("alice", null));
    }

    private static async Task<string?> FingerprintAsync(string userId, string? userAgent)
    {
        await using var host = SessionHost.Create(build: builder => builder.AddDeviceEnricher().AddDeviceEnricher());
        return (await host.SignInAsync(userId, r => r with { UserAgent = userAgent })).Session.Device.Fingerprint;
    }
}
