using SessionManager.Sessions;
using SessionManager.Storage.Tiered;
using SessionManager.Testing;
using SessionManager.Testing.Storage.Tiered;

namespace SessionManager.Core.Tests.Conformance;

public sealed class MemoryFastTierConformance : SessionFastTierConformance
{
    private readonly ManualTimeProvider _clock = new();

    protected override int Rounds => 5_000;

    protected override ValueTask<ISessionFastTier> CreateTierAsync() => new(new MemoryFastTier(_clock));

    protected override ValueTask LoseSessionAsync(SessionId id)
    {
        ((MemoryFastTier)Tier).Lose(id);
        return default;
    }

    protected override ValueTask LosePartitionAsync(string partition)
    {
        ((MemoryFastTier)Tier).LosePartition(partition);
        return default;
    }

    protected override ValueTask PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return default;
    }
}
