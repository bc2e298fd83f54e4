using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Testing.Samples;

namespace SessionManager.Core.Tests.Storage;

/// <summary>Runs alone: memory is the whole process's, and a cache that another test opens meanwhile takes half a megabyte.</summary>
[CollectionDefinition(nameof(MemorySessionStorageTests), DisableParallelization = true)]
[Collection(nameof(MemorySessionStorageTests))]
public sealed class MemorySessionStorageTests
{
    private static readonly DateTimeOffset Start = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Whoever signs out everywhere in a loop takes no memory that grows with it.</summary>
    [Fact]
    [Trait("Sec", "37")]
    public async Task Ending_all_over_and_over_takes_bounded_memory()
    {
        var storage = new MemorySessionStorage();
        await EndAllAsync(storage, 0, 1_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await EndAllAsync(storage, 1_000, 200_000);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1_000_000);
        GC.KeepAlive(storage);
    }

    /// <summary>The mark of the last ending holds for as long as it has to, though it was queued with the first.</summary>
    [Fact]
    public async Task A_mark_that_moved_is_kept_as_long_as_its_last_ending_needs()
    {
        var storage = new MemorySessionStorage();
        await EndAllAsync(storage, 0, 1);
        var last = Start + EndedBeforeMark.KeptFor;
        await storage.TerminateAllAsync("alice", null, Ending(last), default);

        await storage.PurgeAsync(last + TimeSpan.FromHours(1), 100, default);
        Assert.Equal(SessionInsertOutcome.Superseded, await SignInAsync(storage, last - TimeSpan.FromSeconds(1)));

        await storage.PurgeAsync(last + EndedBeforeMark.KeptFor + TimeSpan.FromSeconds(1), 100, default);
        Assert.Equal(SessionInsertOutcome.Inserted, await SignInAsync(storage, last - TimeSpan.FromSeconds(1)));
    }

    private static async Task<SessionInsertOutcome> SignInAsync(MemorySessionStorage storage, DateTimeOffset at) =>
        (await storage.InsertAsync(SessionSamples.Create("alice", at), SessionLimit.None, default)).Outcome;

    private static async Task EndAllAsync(MemorySessionStorage storage, int from, int count)
    {
        for (var i = 0; i < count; i++)
            await storage.TerminateAllAsync(
                "alice",
                null,
                Ending(Start + TimeSpan.FromMilliseconds(from + i)),
                default
            );
    }

    private static SessionTermination Ending(DateTimeOffset at) =>
        new()
        {
            At = at,
            By = "alice",
            Reason = SessionEndReasons.UserLogoutAll,
        };
}
