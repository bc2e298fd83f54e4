using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Diagnostics;
using SessionManager.Management;
using SessionManager.Testing;

namespace SessionManager.Core.Tests.Management;

/// <summary>A warm validation over memory storage makes no garbage.</summary>
[Trait("Req", "4.17")]
public class ValidateAllocationTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_warm_validation_allocates_nothing(bool listening, bool passive)
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (listening && instrument.Meter.Name == SessionManagerDiagnostics.MeterName)
                it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.Start();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        services.AddSessionManager();
        await using var provider = services.BuildServiceProvider();
        var sessions = provider.GetRequiredService<ISessionManager>();
        var token = (await sessions.CreateAsync(new("alice"))).Tokens!.Token;
        var access = new SessionAccess { IsPassive = passive };
        for (var warm = 0; warm < 3; warm++)
            Measure(sessions, token, access);

        Assert.Equal(0, Measure(sessions, token, access));
    }

    private static long Measure(ISessionManager sessions, string token, SessionAccess access)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            var call = sessions.ValidateAsync(token, access);
            if (!call.IsCompletedSuccessfully || !call.Result.IsValid)
                Assert.Fail("The token is good, and memory answers at once.");
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
