using SessionManager.Storage;
using SessionManager.Storage.DistributedCache;
using SessionManager.Testing.Samples;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>
/// The storage contract as <see cref="CacheSessionStorage"/> keeps it over any cache: in one process all of it, but for
/// lists and counts over all users, and for sweeping and purging. What it says or does in their place is tested here.
/// </summary>
public abstract class CacheStorageConformance : SessionStorageConformance
{
    public override Task Pages_cover_the_list(string? userId, int pageSize) =>
        userId is null ? AssertNoListAsync() : base.Pages_cover_the_list(userId, pageSize);

    public override Task Pages_stay_right_while_sessions_change(string? userId) =>
        userId is null ? AssertNoListAsync() : base.Pages_stay_right_while_sessions_change(userId);

    public override Task A_filter_looks_past_any_number_of_others(string? userId) =>
        userId is null ? AssertNoListAsync() : base.A_filter_looks_past_any_number_of_others(userId);

    public override async Task Behind_the_last_session_is_nothing()
    {
        var record = SessionSamples.Create("alice", Start);
        await Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = "alice" },
            After = new SessionCursor(record.Session.LastActivityAt, record.Session.Id),
        };

        var page = await Storage.QueryAsync(query, Start, CancellationToken.None);

        Assert.Empty(page.Sessions);
        Assert.Null(page.Next);
    }

    public override Task A_member_that_is_not_cancelled_does_its_work(StorageOperation operation) =>
        operation == StorageOperation.ExpireDue
            ? AssertNoSweepAsync()
            : base.A_member_that_is_not_cancelled_does_its_work(operation);

    public override Task Due_sessions_are_marked_expired() => AssertNoSweepAsync();

    public override Task Statistics_count_by_the_clock(double now) => AssertNoCountAsync();

    public override Task Statistics_forget_what_is_deleted() => AssertNoCountAsync();

    public override Task A_session_kept_alive_by_use_keeps_its_user_counted() => AssertNoCountAsync();

    public override Task A_sweep_works_in_batches() => AssertNoSweepAsync();

    public override Task A_session_used_before_the_sweep_stays() => AssertNoSweepAsync();

    public override Task A_late_touch_never_revives_a_swept_session() => AssertNoSweepAsync();

    public override Task Only_what_ended_before_is_deleted() => AssertNoSweepAsync();

    public override Task Deletion_works_in_batches() => AssertNoSweepAsync();

    public override Task Evicted_sessions_are_deleted_like_others() => AssertNoSweepAsync();

    public override Task A_session_at_its_last_moment_is_swept_or_not(StorageOperation operation) =>
        AssertNoSweepAsync();

    public override Task Several_sweepers_sweep_nothing_twice() => AssertNoSweepAsync();

    public override Task Several_purges_delete_nothing_twice() => AssertNoSweepAsync();

    private async Task AssertNoListAsync()
    {
        var exception = await Assert.ThrowsAsync<SessionStorageUnsupportedException>(async () =>
            await Storage.QueryAsync(new SessionQuery(), Start, CancellationToken.None)
        );
        Assert.Contains("SessionFilters.UserId", exception.Message, StringComparison.Ordinal);
    }

    private async Task AssertNoCountAsync()
    {
        var exception = await Assert.ThrowsAsync<SessionStorageUnsupportedException>(async () =>
            await Storage.GetStatisticsAsync(Start, CancellationToken.None)
        );
        Assert.Contains("choose a storage", exception.Message, StringComparison.Ordinal);
    }

    private async Task AssertNoSweepAsync()
    {
        var record = SessionSamples.Create("alice", Start);
        await Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        var late = record.Session.AbsoluteExpiresAt;

        Assert.Empty(await Storage.ExpireDueAsync(late, 10, CancellationToken.None));
        Assert.Equal(0, await Storage.PurgeAsync(late, 10, CancellationToken.None));

        Assert.NotNull(await Storage.FindAsync(record.Session.Id, CancellationToken.None));
    }
}
