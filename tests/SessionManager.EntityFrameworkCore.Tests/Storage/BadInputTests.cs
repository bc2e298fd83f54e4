using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>What a column cannot hold, straight at the storage: it is made storable, or nothing is stored.</summary>
[Trait("Req", "D")]
public abstract class BadInputTests(string kind) : IAsyncLifetime
{
    private static readonly DateTimeOffset _now = Moments.Start;

    private TestDatabase _database = null!;

    protected TestDatabase Database => _database;

    internal ISessionStorage Storage { get; private set; } = null!;

    protected static DateTimeOffset Now => _now;

    public async Task InitializeAsync()
    {
        if (kind == DatabaseKinds.PostgreSql)
            Postgres.Require();
        _database = await (await TestDatabase.OnAsync(kind)).WithTablesOfAsync<SessionsContext>(SessionsContext.Create);
        Storage = Storages.Open(_database);
    }

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>NUL, and both halves of a surrogate pair alone.</summary>
    public static TheoryData<string, int> Unstorable =>
        new()
        {
            { "a?b", 0 },
            { "a?b", 0xD800 },
            { "a?b", 0xDC00 },
            { "a?", 0xD83D },
            { "?a", 0xDE00 },
        };

    [Theory]
    [MemberData(nameof(Unstorable))]
    public async Task A_user_id_that_cannot_be_stored_is_refused_by_name(string pattern, int character)
    {
        var user = pattern.Replace('?', (char)character);
        var record = SessionSamples.Create("alice", _now, session => session with { UserId = user });

        var error = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Storage.InsertAsync(record, SessionLimit.None, default)
        );

        Assert.Contains("user id", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), await RowsAsync());
    }

    /// <summary>There is no such user: nothing to find, to end or to erase, and no reason to fail.</summary>
    [Theory]
    [MemberData(nameof(Unstorable))]
    public async Task Nobody_has_a_user_id_that_cannot_be_stored(string pattern, int character)
    {
        var user = pattern.Replace('?', (char)character);
        await Storage.InsertAsync(SessionSamples.Create("a\uFFFDb", _now), SessionLimit.None, default);

        var query = new SessionQuery { Filters = new() { UserId = user } };
        Assert.Empty((await Storage.QueryAsync(query, _now, default)).Sessions);
        Assert.Empty(await Storage.TerminateAllAsync(user, except: null, Ends.Logout(_now), default));
        Assert.Equal(0, await Storage.EraseUserAsync(user, default));
        Assert.Equal(1, (await Storage.GetStatisticsAsync(_now, default)).Live);
    }

    [Theory]
    [MemberData(nameof(Unstorable))]
    public async Task A_filter_that_cannot_be_stored_matches_nothing(string pattern, int character)
    {
        var text = pattern.Replace('?', (char)character);
        await Storage.InsertAsync(SessionSamples.CreateFull("alice", _now), SessionLimit.None, default);

        Assert.Empty(await FoundAsync(new() { IpAddress = text }));
        Assert.Empty(await FoundAsync(new() { Location = text }));
    }

    [Theory]
    [MemberData(nameof(Unstorable))]
    public async Task Other_text_is_kept_with_a_replacement_character(string pattern, int character)
    {
        var text = pattern.Replace('?', (char)character);
        var record = SessionSamples.Create("alice", _now, session => With(session, text));
        await Storage.InsertAsync(record, SessionLimit.None, default);

        var expected = record with { Session = With(record.Session, pattern.Replace('?', '\uFFFD')) };
        SessionRecordAssert.Same(expected, await Storage.FindAsync(record.Session.Id, default));

        var end = new SessionTermination
        {
            At = _now.AddSeconds(1),
            By = text,
            Reason = text,
        };
        var ended = await Storage.TerminateAsync(record.Session.Id, end, default);
        Assert.Equal(pattern.Replace('?', '\uFFFD'), ended!.Session.Termination!.By);
    }

    [Fact]
    public async Task What_the_host_throws_leaves_nothing_behind_and_nobody_evicted()
    {
        var limit = new SessionLimit(1, SessionLimitAction.EvictLeastRecentlyActive);
        var first = SessionSamples.Create("alice", _now);
        await Storage.InsertAsync(first, limit, default);
        var throwing = Storages.Open<SessionsContext, SessionEntity>(
            _database,
            options: new() { OnInserting = static (_, _) => throw new InvalidOperationException("no tenant") }
        );

        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () =>
            await throwing.InsertAsync(SessionSamples.Create("alice", _now.AddSeconds(1)), limit, default)
        );
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () =>
            await throwing.InsertAsync(SessionSamples.Create("bob", _now), limit, default)
        );

        SessionRecordAssert.Same(first, await Storage.FindAsync(first.Session.Id, default));
        Assert.Equal((1, 1), await RowsAsync());
    }

    [Fact]
    public async Task One_id_is_inserted_once_however_many_try()
    {
        var record = SessionSamples.Create("alice", _now);
        // Other users too: they do not wait for the same lock.
        var tries = Enumerable
            .Range(0, 20)
            .Select(i => record with { Session = record.Session with { UserId = $"user-{i % 10}" } });

        var results = await Task.WhenAll(
            tries.Select(one => Task.Run(async () => await Storage.InsertAsync(one, SessionLimit.None, default)))
        );

        Assert.Single(results, static result => result.Outcome == SessionInsertOutcome.Inserted);
        Assert.Equal(19, results.Count(static result => result.Outcome == SessionInsertOutcome.Duplicate));
        var again = await Storage.InsertAsync(record, SessionLimit.None, default);
        Assert.Equal(SessionInsertOutcome.Duplicate, again.Outcome);
        Assert.Equal(1, (await RowsAsync()).Sessions);
    }

    [Fact]
    public async Task A_duplicate_evicts_nobody()
    {
        var limit = new SessionLimit(1, SessionLimitAction.EvictOldest);
        var taken = SessionSamples.Create("bob", _now);
        await Storage.InsertAsync(taken, limit, default);
        var first = SessionSamples.Create("alice", _now);
        await Storage.InsertAsync(first, limit, default);
        var second = SessionSamples.Create(
            "alice",
            _now.AddSeconds(1),
            session => session with { Id = taken.Session.Id }
        );

        Assert.Equal(SessionInsertOutcome.Duplicate, (await Storage.InsertAsync(second, limit, default)).Outcome);

        SessionRecordAssert.Same(first, await Storage.FindAsync(first.Session.Id, default));
        SessionRecordAssert.Same(taken, await Storage.FindAsync(taken.Session.Id, default));
    }

    protected async Task<(long Sessions, long Users)> RowsAsync()
    {
        await using var context = _database.Open<SessionsContext>(SessionsContext.Create);
        return (
            await context.Set<SessionEntity>().LongCountAsync(),
            await context.Set<SessionUserEntity>().LongCountAsync()
        );
    }

    private async Task<IReadOnlyList<UserSession>> FoundAsync(SessionFilters filters) =>
        (await Storage.QueryAsync(new() { Filters = filters }, _now, default)).Sessions;

    private static UserSession With(UserSession session, string text) =>
        session with
        {
            UserName = text,
            UserAgent = text,
            IpAddress = text,
            Device = session.Device with { Name = text },
            Location = new() { City = text },
        };
}

/// <summary>On SQLite.</summary>
public sealed class SqliteBadInputTests() : BadInputTests(DatabaseKinds.Sqlite);

/// <summary>On PostgreSQL, which holds text to the length of its column.</summary>
public sealed class PostgresBadInputTests() : BadInputTests(DatabaseKinds.PostgreSql)
{
    [PostgresFact]
    public async Task A_user_id_that_is_too_long_leaves_nothing_behind()
    {
        var record = SessionSamples.Create(new string('a', 300), Now);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
            await Storage.InsertAsync(record, SessionLimit.None, default)
        );

        Assert.Equal((0, 0), await RowsAsync());
    }

    [PostgresFact]
    public async Task A_text_that_is_too_long_leaves_nobody_evicted()
    {
        var limit = new SessionLimit(1, SessionLimitAction.EvictLeastRecentlyActive);
        var first = SessionSamples.Create("alice", Now);
        await Storage.InsertAsync(first, limit, default);
        var second = SessionSamples.Create(
            "alice",
            Now.AddSeconds(1),
            static session => session with { Device = session.Device with { Name = new string('a', 300) } }
        );

        await Assert.ThrowsAnyAsync<DbUpdateException>(async () => await Storage.InsertAsync(second, limit, default));

        SessionRecordAssert.Same(first, await Storage.FindAsync(first.Session.Id, default));
        Assert.Equal((1, 1), await RowsAsync());
    }
}
