using Microsoft.Extensions.Logging;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Storage.Tiered;
using SessionManager.Testing;
using SessionManager.Testing.Samples;
using SessionManager.Testing.Storage;
using SessionManager.Testing.Storage.Tiered;

namespace SessionManager.Core.Tests.Storage.Tiered;

/// <summary>Two nodes over one durable storage and one fast tier, each of which can lose the way to either.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly LoggerFactory _logs;

    public TwoNodes(TieredStorageOptions? options = null)
    {
        _logs = new LoggerFactory([Logs]);
        Tier = new MemoryFastTier(Clock);
        (FastOfA, FastOfB) = (new FaultInjectingFastTier(Tier), new FaultInjectingFastTier(Tier));
        (DurableOfA, DurableOfB) = (new(Durable), new(Durable));
        A = new TieredSessionStorage(DurableOfA, FastOfA, options, Clock, _logs.CreateLogger<TieredSessionStorage>());
        B = new TieredSessionStorage(DurableOfB, FastOfB, options, Clock);
    }

    public ManualTimeProvider Clock { get; } = new();

    public RecordingLogs Logs { get; } = new();

    public MemorySessionStorage Durable { get; } = new();

    public MemoryFastTier Tier { get; }

    public FaultInjectingSessionStorage DurableOfA { get; }

    public FaultInjectingSessionStorage DurableOfB { get; }

    public FaultInjectingFastTier FastOfA { get; }

    public FaultInjectingFastTier FastOfB { get; }

    public TieredSessionStorage A { get; }

    public TieredSessionStorage B { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public SessionTermination Ending(string reason = SessionEndReasons.AdminRevoked) =>
        new()
        {
            At = Now,
            By = "admin-1",
            Reason = reason,
        };

    /// <summary>A session that is stored, and copied unless said otherwise.</summary>
    public async Task<SessionRecord> OpenAsync(string user = "alice", bool copied = true)
    {
        var record = SessionSamples.Create(user, Now);
        var storage = copied ? (ISessionStorage)B : Durable;
        Assert.Equal(
            SessionInsertOutcome.Inserted,
            (await storage.InsertAsync(record, SessionLimit.None, default)).Outcome
        );
        Assert.Equal(copied, Tier.HasCopy(record.Session.Id));
        return record;
    }

    /// <summary>Fails unless both nodes find what is stored.</summary>
    public async Task AssertTruthAsync(SessionRecord record)
    {
        var id = record.Session.Id;
        var truth = await Durable.FindAsync(id, default);
        foreach (var node in new[] { A, B, A })
            SessionRecordAssert.Same(truth, await node.FindAsync(id, default));
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        _logs.Dispose();
    }
}

/// <summary>A write that changes a session of alice's, or all of hers.</summary>
internal static class Writes
{
    public static TheoryData<StorageOperation> All { get; } =
    [
        StorageOperation.Terminate,
        StorageOperation.TerminateAll,
        StorageOperation.Replace,
        StorageOperation.Insert,
        StorageOperation.Touch,
        StorageOperation.EraseUser,
    ];

    public static async Task DoAsync(ISessionStorage storage, StorageOperation write, SessionRecord on, TwoNodes nodes)
    {
        nodes.Clock.Advance(TimeSpan.FromMilliseconds(1));
        switch (write)
        {
            case StorageOperation.Terminate:
                await storage.TerminateAsync(on.Session.Id, nodes.Ending(), default);
                break;
            case StorageOperation.TerminateAll:
                await storage.TerminateAllAsync(on.Session.UserId, null, nodes.Ending(), default);
                break;
            case StorageOperation.Replace:
                var rotated = on with { SecretHash = SessionSecret.Create().Hash() };
                await storage.ReplaceAsync(rotated, on.Version, nodes.Now, default);
                break;
            case StorageOperation.Insert:
                var another = SessionSamples.Create(on.Session.UserId, nodes.Now);
                await storage.InsertAsync(another, new(1, SessionLimitAction.EvictOldest), default);
                break;
            case StorageOperation.Touch:
                await storage.TouchAsync([new(on.Session.Id, nodes.Now)], default);
                break;
            case StorageOperation.EraseUser:
                await storage.EraseUserAsync(on.Session.UserId, default);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(write));
        }
    }
}
