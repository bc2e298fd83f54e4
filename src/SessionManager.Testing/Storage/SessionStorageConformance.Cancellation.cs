using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    private static ValueTask DoAsync(
        ISessionStorage storage,
        StorageOperation operation,
        SessionRecord stored,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var end = new SessionTermination
        {
            At = now,
            By = "admin-1",
            Reason = SessionEndReasons.AdminRevoked,
        };
        var (id, user) = (stored.Session.Id, stored.Session.UserId);
        var changed = stored with { SecretHash = SessionSecret.Create().Hash() };
        return operation switch
        {
            StorageOperation.Insert => Drop(
                storage.InsertAsync(
                    SessionSamples.Create(user, now),
                    new(1, SessionLimitAction.EvictOldest),
                    cancellationToken
                )
            ),
            StorageOperation.Find => Drop(storage.FindAsync(id, cancellationToken)),
            StorageOperation.Query => Drop(storage.QueryAsync(new SessionQuery(), now, cancellationToken)),
            StorageOperation.Touch => Drop(storage.TouchAsync([new(id, now)], cancellationToken)),
            StorageOperation.Replace => Drop(storage.ReplaceAsync(changed, stored.Version, now, cancellationToken)),
            StorageOperation.Terminate => Drop(storage.TerminateAsync(id, end, cancellationToken)),
            StorageOperation.TerminateAll => Drop(storage.TerminateAllAsync(user, null, end, cancellationToken)),
            StorageOperation.ExpireDue => Drop(storage.ExpireDueAsync(DateTimeOffset.MaxValue, 10, cancellationToken)),
            StorageOperation.Purge => Drop(storage.PurgeAsync(DateTimeOffset.MaxValue, 10, cancellationToken)),
            StorageOperation.EraseUser => Drop(storage.EraseUserAsync(user, cancellationToken)),
            StorageOperation.GetStatistics => Drop(storage.GetStatisticsAsync(now, cancellationToken)),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
    }

    private static async ValueTask Drop<T>(ValueTask<T> task) => await task;

    /// <summary>A member that is cancelled before it begins says so and does nothing.</summary>
    [Theory]
    [InlineData(StorageOperation.Insert)]
    [InlineData(StorageOperation.Find)]
    [InlineData(StorageOperation.Query)]
    [InlineData(StorageOperation.Touch)]
    [InlineData(StorageOperation.Replace)]
    [InlineData(StorageOperation.Terminate)]
    [InlineData(StorageOperation.TerminateAll)]
    [InlineData(StorageOperation.ExpireDue)]
    [InlineData(StorageOperation.Purge)]
    [InlineData(StorageOperation.EraseUser)]
    [InlineData(StorageOperation.GetStatistics)]
    [Trait("Sec", "36")]
    public virtual async Task A_cancelled_member_does_nothing(StorageOperation operation)
    {
        var live = await OpenAsync();
        var ended = await OpenAsync();
        var end = Ending(1);
        await TerminateAsync(ended, end);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await DoAsync(Storage, operation, live, At(60), cancelled)
        );

        await AssertStoredAsync(live);
        await AssertStoredAsync(Ended(ended, end));
        await AssertIndexesAgreeAsync([live.Session.Id, ended.Session.Id], At(60));
        Assert.Equal(SessionInsertOutcome.Inserted, await SignInAsync(Alice, At(59)));
    }

    /// <summary>The same calls, not cancelled, do their work: so the test before proves something.</summary>
    [Theory]
    [InlineData(StorageOperation.Insert)]
    [InlineData(StorageOperation.Touch)]
    [InlineData(StorageOperation.Replace)]
    [InlineData(StorageOperation.Terminate)]
    [InlineData(StorageOperation.TerminateAll)]
    [InlineData(StorageOperation.ExpireDue)]
    [InlineData(StorageOperation.EraseUser)]
    public virtual async Task A_member_that_is_not_cancelled_does_its_work(StorageOperation operation)
    {
        var live = await OpenAsync();

        await DoAsync(Storage, operation, live, At(60), CancellationToken.None);

        var stored = await Peer.FindAsync(live.Session.Id, CancellationToken.None);
        Assert.NotEqual(live.Version, stored?.Version ?? 0);
    }
}
