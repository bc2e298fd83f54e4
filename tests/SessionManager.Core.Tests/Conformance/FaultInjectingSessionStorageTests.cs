using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Testing.Samples;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>Without rules it is the storage behind it.</summary>
public sealed class FaultInjectingSessionStorageConformance : SessionStorageConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(new FaultInjectingSessionStorage(new MemorySessionStorage()));
}

public sealed class FaultInjectingSessionStorageTests
{
    private static readonly DateTimeOffset Start = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly MemorySessionStorage _inner = new();
    private readonly FaultInjectingSessionStorage _storage;
    private readonly SessionRecord _record = SessionSamples.Create("alice", Start);

    public FaultInjectingSessionStorageTests() => _storage = new(_inner);

    private ValueTask<SessionInsertResult> InsertAsync(CancellationToken cancellationToken = default) =>
        _storage.InsertAsync(_record, SessionLimit.None, cancellationToken);

    private async Task<bool> IsStoredAsync() => await _inner.FindAsync(_record.Session.Id, default) is not null;

    [Fact]
    public async Task It_fails_without_doing_the_work()
    {
        _storage.Fail(StorageOperation.Insert, times: 1);

        await Assert.ThrowsAsync<SessionStorageException>(async () => await InsertAsync());

        Assert.False(await IsStoredAsync());
        Assert.Equal(SessionInsertOutcome.Inserted, (await InsertAsync()).Outcome);
        Assert.Equal(2, _storage.Calls(StorageOperation.Insert));
        Assert.Equal(2, _storage.TotalCalls);
    }

    [Fact]
    public async Task It_does_the_work_and_loses_the_answer()
    {
        var failure = new TimeoutException("gone");
        _storage.Fail(StorageOperation.Insert, StorageMoment.After, failure);

        Assert.Same(failure, await Assert.ThrowsAsync<TimeoutException>(async () => await InsertAsync()));

        Assert.True(await IsStoredAsync());
    }

    [Theory]
    [InlineData(StorageMoment.Before)]
    [InlineData(StorageMoment.After)]
    public async Task It_holds_calls_until_they_are_released(StorageMoment moment)
    {
        var hold = _storage.Hold(StorageOperation.Insert, moment);

        var call = InsertAsync().AsTask();

        await hold.Reached;
        Assert.False(call.IsCompleted);
        Assert.Equal(moment == StorageMoment.After, await IsStoredAsync());
        hold.Release();
        Assert.Equal(SessionInsertOutcome.Inserted, (await call).Outcome);
    }

    [Fact]
    public async Task A_held_call_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var hold = _storage.Hold(StorageOperation.Insert);
        var call = InsertAsync(cancellation.Token).AsTask();
        await hold.Reached;

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.False(await IsStoredAsync());
    }

    [Fact]
    public async Task Hooks_run_on_their_side_of_the_work()
    {
        var seen = new List<bool>();
        _storage.Before(StorageOperation.Insert, async _ => seen.Add(await IsStoredAsync()));
        _storage.After(StorageOperation.Insert, async _ => seen.Add(await IsStoredAsync()));

        await InsertAsync();

        Assert.Equal([false, true], seen);
    }

    [Fact]
    public async Task A_hook_may_call_the_same_operation()
    {
        var rule = _storage.Before(
            StorageOperation.Touch,
            async token => await _storage.TouchAsync([new(_record.Session.Id, Start.AddSeconds(1))], token)
        );
        await InsertAsync();

        Assert.Equal(1, await _storage.TouchAsync([new(_record.Session.Id, Start.AddSeconds(2))], default));

        Assert.Equal(1, rule.Hits);
        Assert.Equal(3, (await _inner.FindAsync(_record.Session.Id, default))?.Version);
    }

    [Fact]
    public async Task A_rule_is_for_its_operation_and_its_number_of_calls()
    {
        using var rule = _storage.Fail(StorageOperation.Find, times: 2);
        await InsertAsync();

        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAsync<SessionStorageException>(async () => await _storage.FindAsync(default, default));
        Assert.Null(await _storage.FindAsync(default, default));
        Assert.Equal(2, rule.Hits);
    }

    [Fact]
    public async Task A_disposed_rule_is_gone()
    {
        _storage.Fail().Dispose();
        var hold = _storage.Hold(StorageOperation.Find);
        var held = _storage.FindAsync(default, default).AsTask();
        await hold.Reached;

        hold.Dispose();

        Assert.Null(await held);
        Assert.Equal(SessionInsertOutcome.Inserted, (await InsertAsync()).Outcome);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_operation_is_counted_and_fails(StorageOperation operation)
    {
        var end = SessionTermination.Expiry(Start);
        Func<Task> call = operation switch
        {
            StorageOperation.Insert => () => InsertAsync().AsTask(),
            StorageOperation.Find => () => _storage.FindAsync(default, default).AsTask(),
            StorageOperation.Query => () => _storage.QueryAsync(new SessionQuery(), Start, default).AsTask(),
            StorageOperation.Touch => () => _storage.TouchAsync([], default).AsTask(),
            StorageOperation.Replace => () => _storage.ReplaceAsync(_record, 1, Start, default).AsTask(),
            StorageOperation.Terminate => () => _storage.TerminateAsync(default, end, default).AsTask(),
            StorageOperation.TerminateAll => () => _storage.TerminateAllAsync("alice", null, end, default).AsTask(),
            StorageOperation.ExpireDue => () => _storage.ExpireDueAsync(Start, 1, default).AsTask(),
            StorageOperation.Purge => () => _storage.PurgeAsync(Start, 1, default).AsTask(),
            StorageOperation.EraseUser => () => _storage.EraseUserAsync("alice", default).AsTask(),
            _ => () => _storage.GetStatisticsAsync(Start, default).AsTask(),
        };
        await call();
        _storage.Fail(operation);

        await Assert.ThrowsAsync<SessionStorageException>(call);

        Assert.Equal(2, _storage.Calls(operation));
        Assert.Equal(2, _storage.TotalCalls);
    }

    public static TheoryData<StorageOperation> Operations => [.. Enum.GetValues<StorageOperation>()];
}
