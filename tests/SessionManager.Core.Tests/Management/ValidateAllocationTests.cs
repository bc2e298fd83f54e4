using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Diagnostics;
using SessionManager.Management;
using SessionManager.Storage.Caching;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Caching;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

/// <summary>A warm validation over memory storage, or from a copy of any, makes no garbage.</summary>
[Trait("Req", "4.17")]
public class ValidateAllocationTests
{
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    public async Task A_warm_validation_allocates_nothing(bool listening, bool passive, bool cached)
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
        var builder = services.AddSessionManager();
        // Before a storage that would allocate: only what the cache answers is free.
        if (cached)
            builder.UseStorage(_ => new FaultInjectingSessionStorage(new MemorySessionStorage())).AddInProcessCache();
        if (cached)
            services.AddSingleton<ISessionChangeFeed>(new InProcessChangeFeed());
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
