using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

/// <summary>
/// What a storage that serialises its records does with bytes it did not write itself: those of older versions read,
/// and those it cannot read are refused, passed over and left as they are. For storages with a form of their own; a
/// table of typed columns has none.
/// </summary>
public abstract class StoredRecordConformance : IAsyncLifetime
{
    private const string Alice = "alice";
    private static readonly DateTimeOffset _start = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private ISessionStorage? _storage;

    /// <inheritdoc cref="SessionStorageConformance.Guarantees"/>
    protected virtual SessionStorageGuarantees Guarantees =>
        (_storage as ISessionStorageGuarantees)?.Guarantees ?? SessionStorageGuarantees.All;

    /// <summary>The storage under test, empty when a test begins.</summary>
    protected ISessionStorage Storage => _storage ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>What every released version of this form stored, at least one.</summary>
    protected abstract IReadOnlyList<StoredSnapshot> Snapshots { get; }

    /// <summary>Makes an empty storage that no other test sees.</summary>
    protected abstract ValueTask<ISessionStorage> CreateStorageAsync();

    /// <summary>Reads the bytes stored of a session, past the storage; null when there are none.</summary>
    protected abstract ValueTask<byte[]?> ReadStoredAsync(SessionId id);

    /// <summary>Puts bytes in the place of those stored of a session, past the storage, or stores them anew.</summary>
    protected abstract ValueTask WriteStoredAsync(SessionId id, ReadOnlyMemory<byte> stored);

    /// <summary>The same bytes marked as written by a version that does not exist yet.</summary>
    protected abstract byte[] AsNewer(ReadOnlyMemory<byte> stored);

    private bool ListsAll => Guarantees.HasFlag(SessionStorageGuarantees.Listing);

    private bool Sweeps => Guarantees.HasFlag(SessionStorageGuarantees.History);

    /// <inheritdoc/>
    public virtual async Task InitializeAsync() => _storage = await CreateStorageAsync();

    /// <summary>Disposes the storage if it can be.</summary>
    public virtual async Task DisposeAsync()
    {
        if (_storage is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (_storage as IDisposable)?.Dispose();
    }

    private static SessionTermination Ending(double at) =>
        new()
        {
            At = _start.AddSeconds(at),
            By = "admin-1",
            Reason = SessionEndReasons.AdminRevoked,
        };

    private async Task<SessionRecord> OpenAsync(double at = 0)
    {
        var record = SessionSamples.CreateFull(Alice, _start.AddSeconds(at));
        var result = await Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
        return record;
    }

    private async Task<byte[]> StoredAsync(SessionId id) =>
        await ReadStoredAsync(id) ?? throw new Xunit.Sdk.XunitException($"Nothing is stored of {id}.");

    private byte[] Spoil(string how, byte[] stored) =>
        how switch
        {
            "newer" => AsNewer(stored),
            "empty" => [],
            "cut" => stored[..(stored.Length / 2)],
            "zeros" => new byte[stored.Length],
            "text" => "not a session"u8.ToArray(),
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };

    /// <summary>What older versions stored reads as it did then.</summary>
    [Fact]
    [Trait("Sec", "33")]
    public virtual async Task Older_versions_read()
    {
        Assert.NotEmpty(Snapshots);
        foreach (var snapshot in Snapshots)
        {
            await WriteStoredAsync(snapshot.Expected.Session.Id, snapshot.Stored);
            var read = await Storage.FindAsync(snapshot.Expected.Session.Id, CancellationToken.None);
            SessionRecordAssert.Same(snapshot.Expected, read);
        }
    }

    /// <summary>What cannot be read is refused on look-up, and no member changes it.</summary>
    [Theory]
    [InlineData("newer")]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("zeros")]
    [InlineData("text")]
    [Trait("Sec", "33")]
    public virtual async Task An_unreadable_record_is_refused_and_left_alone(string how)
    {
        var record = await OpenAsync();
        var id = record.Session.Id;
        var spoilt = Spoil(how, await StoredAsync(id));
        await WriteStoredAsync(id, spoilt);
        var late = _start.AddDays(2);

        await Assert.ThrowsAsync<SessionRecordUnreadableException>(async () =>
            await Storage.FindAsync(id, CancellationToken.None)
        );
        Assert.Equal(0, await Storage.TouchAsync([new(id, _start.AddSeconds(60))], CancellationToken.None));
        Assert.False(await Storage.ReplaceAsync(record, 1, _start.AddSeconds(60), CancellationToken.None));
        Assert.Null(await Storage.TerminateAsync(id, Ending(60), CancellationToken.None));
        Assert.Empty(await Storage.TerminateAllAsync(Alice, null, Ending(60), CancellationToken.None));
        Assert.Empty(await Storage.ExpireDueAsync(late, 100, CancellationToken.None));
        Assert.Equal(0, await Storage.PurgeAsync(late, 100, CancellationToken.None));
        foreach (var user in ListsAll ? new[] { null, Alice } : [Alice])
        {
            var query = new SessionQuery { Filters = new SessionFilters { UserId = user } };
            Assert.Empty((await Storage.QueryAsync(query, _start, CancellationToken.None)).Sessions);
        }

        if (ListsAll)
            Assert.Equal(0, (await Storage.GetStatisticsAsync(_start, CancellationToken.None)).Total);
        Assert.Equal(spoilt, await StoredAsync(id));
    }

    /// <summary>An unreadable record keeps nobody from working on the others, and holds no place under a limit.</summary>
    [Theory]
    [InlineData("newer")]
    [InlineData("cut")]
    [Trait("Sec", "33")]
    public virtual async Task Readable_records_are_worked_on_all_the_same(string how)
    {
        var spoiltId = (await OpenAsync(2)).Session.Id;
        var spoilt = Spoil(how, await StoredAsync(spoiltId));
        await WriteStoredAsync(spoiltId, spoilt);
        var other = SessionSamples.Create(Alice, _start.AddSeconds(3));
        var limit = new SessionLimit(1, SessionLimitAction.Reject);

        var inserted = await Storage.InsertAsync(other, limit, CancellationToken.None);
        Assert.Equal(SessionInsertOutcome.Inserted, inserted.Outcome);
        SessionTouch[] touches = [new(spoiltId, _start.AddSeconds(60)), new(other.Session.Id, _start.AddSeconds(60))];
        Assert.Equal(1, await Storage.TouchAsync(touches, CancellationToken.None));
        for (var page = 1; page <= 2; page++)
        {
            var query = new SessionQuery
            {
                Filters = new SessionFilters { UserId = Alice },
                Limit = page,
            };
            var listed = await Storage.QueryAsync(query, _start.AddSeconds(60), CancellationToken.None);
            Assert.Equal(other.Session.Id, Assert.Single(listed.Sessions).Id);
        }

        Assert.Single(await Storage.TerminateAllAsync(Alice, null, Ending(70), CancellationToken.None));
        var purged = await Storage.PurgeAsync(_start.AddSeconds(80), 10, CancellationToken.None);
        Assert.Equal(Sweeps ? 1 : 0, purged);

        Assert.Equal(spoilt, await StoredAsync(spoiltId));
    }

    /// <summary>Sweeping goes past a record it cannot read.</summary>
    [Theory]
    [InlineData("newer")]
    [InlineData("cut")]
    [Trait("Sec", "33")]
    public virtual async Task A_sweep_passes_over_an_unreadable_record(string how)
    {
        var spoiltId = (await OpenAsync()).Session.Id;
        await WriteStoredAsync(spoiltId, Spoil(how, await StoredAsync(spoiltId)));
        var due = await OpenAsync(1);

        var swept = new List<SessionId>();
        for (var run = 0; run < 3; run++)
        {
            var batch = await Storage.ExpireDueAsync(_start.AddDays(1), 1, CancellationToken.None);
            swept.AddRange(batch.Select(static record => record.Session.Id));
        }

        Assert.Equal(Sweeps ? [due.Session.Id] : [], swept);
    }

    /// <summary>Erasing a user takes their unreadable records too.</summary>
    [Fact]
    public virtual async Task Erasing_takes_unreadable_records()
    {
        var record = await OpenAsync();
        var id = record.Session.Id;
        await WriteStoredAsync(id, AsNewer(await StoredAsync(id)));

        await Storage.EraseUserAsync(Alice, CancellationToken.None);

        Assert.Null(await ReadStoredAsync(id));
    }
}
