using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage.Caching;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Caching;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>What the cache does is counted.</summary>
[Trait("Req", "2.23")]
public class CacheMetricsTests
{
    [Fact]
    public async Task Every_look_up_is_a_hit_a_miss_or_a_bypass()
    {
        using var meters = new CountingMeterFactory();
        var feed = new InProcessChangeFeed();
        await using var node = Node(meters, feed, new ManualTimeProvider());
        var (id, token) = await node.SignInAsync();
        await node.AcceptsAsync(token);
        await node.AcceptsAsync(token);
        await node.AcceptsAsync(token);
        var renewed = (await node.Sessions.RotateAsync(id)).Tokens!.Token;
        await node.AcceptsAsync(renewed);
        Assert.False(await node.AcceptsAsync(token));
        feed.Disconnect();
        await node.AcceptsAsync(renewed);

        Assert.Equal(2, meters.Sum("session_manager.cache.hits"));
        Assert.Equal(3, meters.Sum("session_manager.cache.misses"));
        Assert.Equal(1, meters.Sum("session_manager.cache.bypasses"));
    }

    [Fact]
    public async Task Changes_their_age_and_readings_for_nothing_are_counted()
    {
        using var meters = new CountingMeterFactory();
        var clock = new ManualTimeProvider();
        var memory = new FaultInjectingSessionStorage(new MemorySessionStorage());
        var feed = new InProcessChangeFeed();
        await using var node = Node(meters, feed, clock, memory);
        var (id, token) = await node.SignInAsync();
        using var held = memory.Hold(StorageOperation.Find, StorageMoment.After, times: 1);
        var find = node.AcceptsAsync(token);
        clock.Advance(TimeSpan.FromMilliseconds(500));
        var at = clock.GetUtcNow() - TimeSpan.FromMilliseconds(200);
        await feed.PublishAsync([SessionChange.OfSession(id, at), SessionChange.OfUser("bob", at)], default);
        await feed.PublishAsync([SessionChange.OfSession(id, at + TimeSpan.FromMinutes(1))], default);
        held.Release();
        await find;

        Assert.Equal(1, meters.Sum("session_manager.cache.dropped_fills"));
        Assert.Equal(3, meters.Sum("session_manager.cache.invalidations"));
        Assert.Equal(3, meters.Count("session_manager.cache.staleness"));
        Assert.Equal(0.4, meters.Sum("session_manager.cache.staleness"), 6);
    }

    [Fact]
    public async Task An_announcement_that_fails_is_counted()
    {
        using var meters = new CountingMeterFactory();
        var feed = new InProcessChangeFeed { Publishing = _ => throw new InvalidOperationException("no feed") };
        await using var node = Node(meters, feed, new ManualTimeProvider());
        await node.Sessions.TerminateAsync(SessionId.Create("alice"), "admin", "admin_revoked");

        Assert.Equal(1, meters.Sum("session_manager.changes.failures"));
    }

    [Fact]
    public async Task The_number_of_copies_can_be_observed()
    {
        using var meters = new CountingMeterFactory();
        await using var node = Node(meters, new InProcessChangeFeed(), new ManualTimeProvider());
        var (_, token) = await node.SignInAsync();
        await node.AcceptsAsync(token);
        var seen = -1;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Name == "session_manager.cache.entries" && ReferenceEquals(instrument.Meter.Scope, meters))
                it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => seen = value);
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal(1, seen);
    }

    private static CacheNode Node(
        CountingMeterFactory meters,
        InProcessChangeFeed feed,
        ManualTimeProvider clock,
        FaultInjectingSessionStorage? storage = null
    ) =>
        new(
            storage ?? new FaultInjectingSessionStorage(new MemorySessionStorage()),
            feed,
            clock,
            add: services => services.AddSingleton<IMeterFactory>(meters)
        );
}
