using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>A host that lets its provider try again (<c>EnableRetryOnFailure</c>): what was done is not done twice.</summary>
[Trait("Sec", "30")]
[Trait("Req", "3.9")]
public sealed class RetryingStrategyTests : IAsyncLifetime
{
    private static readonly DateTimeOffset _now = Moments.Start;
    private static readonly SessionTermination _logout = Ends.Logout(_now.AddSeconds(1));

    private readonly LostAnswer _connection = new();
    private TestDatabase _database = null!;
    private Application _application = null!;

    private ISessionStorage Storage => _application.Storage;

    public async Task InitializeAsync()
    {
        Postgres.Require();
        _database = await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        _application = Application.Start(options =>
            options
                .UseNpgsql(
                    _database.ConnectionString,
                    static provider => provider.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(20), null)
                )
                .AddInterceptors(_connection)
        );
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [PostgresFact]
    public Task The_whole_life_of_a_session_works() => SessionLife.RunAsync(Storage);

    [PostgresTheory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    [InlineData(SessionLimitAction.Reject)]
    public async Task An_insert_whose_commit_was_not_answered_is_inserted_once(SessionLimitAction action)
    {
        var record = SessionSamples.Create("alice", _now);

        _connection.LoseNextCommit();
        var result = await Storage.InsertAsync(record, new(1, action), default);

        Assert.Equal(1, _connection.Lost);
        Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
        SessionRecordAssert.Same(record, await Storage.FindAsync(record.Session.Id, default));
        Assert.Equal(1, (await Storage.GetStatisticsAsync(_now, default)).Total);
    }

    /// <summary>Who was evicted must reach the audit trail and the caches, or they stay signed in there.</summary>
    [PostgresFact]
    public async Task An_insert_whose_commit_was_not_answered_tells_who_was_evicted()
    {
        var limit = new SessionLimit(1, SessionLimitAction.EvictLeastRecentlyActive);
        var first = SessionSamples.Create("alice", _now);
        await Storage.InsertAsync(first, limit, default);
        var second = SessionSamples.Create("alice", _now.AddSeconds(1));

        _connection.LoseNextCommit();
        var result = await Storage.InsertAsync(second, limit, default);

        Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
        Assert.NotNull((await Storage.FindAsync(first.Session.Id, default))!.Session.Termination);
        Assert.Null((await Storage.FindAsync(second.Session.Id, default))!.Session.Termination);
        Assert.Equal([first.Session.Id], result.Evicted.Select(static record => record.Session.Id));
    }

    [PostgresFact]
    public async Task A_session_that_was_there_before_is_still_a_duplicate()
    {
        var record = SessionSamples.Create("alice", _now);
        await Storage.InsertAsync(record, SessionLimit.None, default);
        var other = record with { SecretHash = SessionSecret.Create().Hash() };

        Assert.Equal(
            SessionInsertOutcome.Duplicate,
            (await Storage.InsertAsync(record, SessionLimit.None, default)).Outcome
        );
        Assert.Equal(
            SessionInsertOutcome.Duplicate,
            (await Storage.InsertAsync(other, SessionLimit.None, default)).Outcome
        );
    }

    [PostgresFact]
    public async Task An_end_that_was_not_answered_is_told()
    {
        var record = await InsertedAsync("alice");

        _connection.LoseNextWrite();
        var ended = await Storage.TerminateAsync(record.Session.Id, _logout, default);

        Assert.Equal(1, _connection.Lost);
        Assert.Equal(_logout, ended!.Session.Termination);
        Assert.Null(await Storage.TerminateAsync(record.Session.Id, _logout, default));
    }

    [PostgresFact]
    public async Task The_end_of_all_that_was_not_answered_is_told()
    {
        var record = await InsertedAsync("alice");

        _connection.LoseNextCommit();
        var ended = await Storage.TerminateAllAsync("alice", except: null, _logout, default);

        Assert.Equal(1, _connection.Lost);
        Assert.Equal(record.Session.Id, Assert.Single(ended).Session.Id);
    }

    [PostgresFact]
    public async Task A_rotation_that_was_not_answered_is_told_and_done_once()
    {
        var record = await InsertedAsync("alice");
        var next = record with { SecretHash = SessionSecret.Create().Hash() };

        _connection.LoseNextWrite();

        Assert.True(await Storage.ReplaceAsync(next, 1, _now, default));
        Assert.Equal(1, _connection.Lost);
        Assert.Equal(2, (await Storage.FindAsync(record.Session.Id, default))!.Version);
    }

    /// <summary>A try that reached nobody must not take what another wrote meanwhile for its own: a code is good once.</summary>
    [PostgresFact]
    [Trait("Req", "4.22")]
    public async Task A_code_that_another_spent_between_two_tries_is_not_spent_twice()
    {
        var transfer = new SessionTransfer { Hash = SessionSecret.Create().Hash(), ExpiresAt = _now.AddMinutes(2) };
        var record = await InsertedAsync("alice");
        record = record with { Transfer = transfer };
        Assert.True(await Storage.ReplaceAsync(record, 1, _now, default));
        var (ours, theirs) = (SessionId.Create("alice"), SessionId.Create("alice"));

        _connection.LoseNextWriteBefore(async () => Assert.True(await SpendAsync(theirs)));

        Assert.False(await SpendAsync(ours));
        Assert.Equal(1, _connection.Lost);
        Assert.Equal(theirs, (await Storage.FindAsync(record.Session.Id, default))!.Transfer!.RedeemedBy);

        ValueTask<bool> SpendAsync(SessionId by) =>
            Storage.ReplaceAsync(record with { Transfer = transfer with { RedeemedBy = by } }, 2, _now, default);
    }

    /// <summary>Each end by time is told once, so that it is audited.</summary>
    [PostgresFact]
    public async Task Ends_by_time_that_were_not_answered_are_told()
    {
        var record = await InsertedAsync("alice");

        _connection.LoseNextCommit();
        var ended = await Storage.ExpireDueAsync(_now.AddDays(1), 10, default);

        Assert.Equal(1, _connection.Lost);
        Assert.Equal(record.Session.Id, Assert.Single(ended).Session.Id);
    }

    private async Task<SessionRecord> InsertedAsync(string user)
    {
        var record = SessionSamples.Create(user, _now);
        await Storage.InsertAsync(record, SessionLimit.None, default);
        return record;
    }
}
