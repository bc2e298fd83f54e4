using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Storage.Tiered;
using SessionManager.Testing.Management;
using SessionManager.Testing.Storage;
using SessionManager.Testing.Storage.Tiered;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>The real clock runs: a busy machine must not look like a tier that hangs.</summary>
file static class Patience
{
    public static TieredStorageOptions Options { get; } = new() { FastTierTimeout = TimeSpan.FromSeconds(30) };
}

/// <summary>Two nodes over the same two tiers.</summary>
public sealed class TieredSessionStorageConformance : SessionStorageConformance
{
    private readonly MemorySessionStorage _durable = new();
    private readonly MemoryFastTier _fast = new();

    protected override int Rounds => 200;

    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(new TieredSessionStorage(_durable, _fast, Patience.Options));

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => CreateStorageAsync();
}

/// <summary>Neither tier ever answers at once: steps of the nodes come between each other.</summary>
public sealed class TieredPlainStorageConformance : SessionStorageConformance
{
    private readonly ISessionStorage _durable = new PlainSessionStorage();
    private readonly MemoryFastTier _fast = new();

    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(
            new TieredSessionStorage(
                _durable,
                new FaultInjectingFastTier(_fast) { Before = static async _ => await Task.Yield() },
                Patience.Options
            )
        );

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => CreateStorageAsync();
}

public sealed class TieredSessionManagerConformance : SessionManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(new TieredSessionStorage(new MemorySessionStorage(), new MemoryFastTier(Clock), time: Clock));
}

public sealed class TieredPlainManagerConformance : SessionManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(
            new TieredSessionStorage(
                new PlainSessionStorage(),
                new FaultInjectingFastTier(new MemoryFastTier(Clock)) { Before = static async _ => await Task.Yield() },
                time: Clock
            )
        );
}
