using System.Collections.Concurrent;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

/// <summary>
/// What <see cref="ISessionStorage"/> says, in tests. A storage's own test class derives from this and says how to make
/// an empty storage; xunit finds the tests.
/// </summary>
/// <remarks>
/// Every test gets a storage of its own. Times begin at <see cref="Start"/> and are arguments throughout: no test waits.
/// A storage that cannot do what one test asks overrides it with a reason to skip it, and says so in its documentation.
/// Where a test asks more than one thing, what <see cref="Guarantees"/> leaves out is left out.
/// </remarks>
public abstract partial class SessionStorageConformance : IAsyncLifetime
{
    private const string Alice = "alice";
    private const string Bob = "bob";
    private readonly ConcurrentDictionary<string, bool> _users = new(StringComparer.Ordinal)
    {
        [Alice] = true,
        [Bob] = true,
    };
    private ISessionStorage? _storage;
    private ISessionStorage? _peer;

    /// <summary>The storage under test, empty when a test begins.</summary>
    protected ISessionStorage Storage => _storage ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>Another instance over the same data, as a second process has one. Races run on both.</summary>
    protected ISessionStorage Peer => _peer ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>
    /// What the storage promises, by its own word. Without <see cref="SessionStorageGuarantees.Listing"/> it is asked for
    /// lists user by user and never for counts; without <see cref="SessionStorageGuarantees.History"/> it need not sweep
    /// or purge. Without <see cref="SessionStorageGuarantees.AtomicWrites"/> nothing is left out: then the races run in
    /// one process, with <see cref="Peer"/> the same instance.
    /// </summary>
    protected virtual SessionStorageGuarantees Guarantees =>
        (_storage as ISessionStorageGuarantees)?.Guarantees ?? SessionStorageGuarantees.All;

    /// <summary>The moment at which tests begin: ahead of the real clock, so that no server forgets a session during a test.</summary>
    /// <value>2040-01-01 12:00 UTC and some microseconds.</value>
    protected virtual DateTimeOffset Start { get; } =
        new DateTimeOffset(2040, 1, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);

    /// <summary>How many sign-ins of one user happen at once in the races.</summary>
    /// <value>200.</value>
    protected virtual int ConcurrentLogins => 200;

    /// <summary>How often the races between two kinds of writes are run.</summary>
    /// <value>25.</value>
    protected virtual int Rounds => 25;

    /// <summary>Makes an empty storage that no other test sees.</summary>
    protected abstract ValueTask<ISessionStorage> CreateStorageAsync();

    /// <summary>Makes another instance over the same data. A storage that lives in one process returns the same one.</summary>
    protected virtual ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => new(storage);

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        _storage = await CreateStorageAsync();
        _peer = await OpenPeerAsync(_storage);
    }

    /// <summary>Disposes both instances if they can be.</summary>
    public virtual async Task DisposeAsync()
    {
        await DisposeAsync(_peer);
        if (!ReferenceEquals(_peer, _storage))
            await DisposeAsync(_storage);
    }

    private static async ValueTask DisposeAsync(ISessionStorage? storage)
    {
        if (storage is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (storage as IDisposable)?.Dispose();
    }

    private DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    private bool ListsAll => Guarantees.HasFlag(SessionStorageGuarantees.Listing);

    private bool Sweeps => Guarantees.HasFlag(SessionStorageGuarantees.History);

    /// <summary>A session that is opened so many seconds after the start.</summary>
    private SessionRecord New(string userId, double at = 0, Func<UserSession, UserSession>? change = null)
    {
        _users[userId] = true;
        return SessionSamples.Create(userId, At(at), change);
    }

    /// <summary>A session that is stored.</summary>
    private Task<SessionRecord> OpenAsync(
        string userId = Alice,
        double at = 0,
        Func<UserSession, UserSession>? change = null
    ) => InsertAsync(New(userId, at, change));

    private async Task<SessionRecord> InsertAsync(SessionRecord record)
    {
        var result = await Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
        return record;
    }

    private async Task<SessionRecord> FindAsync(SessionId id) =>
        await Peer.FindAsync(id, CancellationToken.None)
        ?? throw new Xunit.Sdk.XunitException($"The session {id} is not stored.");

    private async Task AssertMissingAsync(SessionId id) =>
        Assert.Null(await Peer.FindAsync(id, CancellationToken.None));

    /// <summary>Fails unless what is stored is this.</summary>
    private async Task AssertStoredAsync(SessionRecord expected) =>
        SessionRecordAssert.Same(expected, await FindAsync(expected.Session.Id));

    private SessionTermination Ending(
        double at,
        string reason = SessionEndReasons.AdminRevoked,
        string by = "admin-1"
    ) =>
        new()
        {
            At = At(at),
            By = by,
            Reason = reason,
        };

    /// <summary>The record after one more write that did this to its session.</summary>
    private static SessionRecord After(SessionRecord record, Func<UserSession, UserSession> change) =>
        record with
        {
            Session = change(record.Session),
            Version = record.Version + 1,
        };

    private static SessionRecord Ended(SessionRecord record, SessionTermination by) =>
        After(record, session => session with { Termination = by });

    private ValueTask<int> TouchAsync(SessionRecord record, double at) =>
        Storage.TouchAsync([new SessionTouch(record.Session.Id, At(at))], CancellationToken.None);

    private ValueTask<SessionRecord?> TerminateAsync(SessionRecord record, SessionTermination by) =>
        Storage.TerminateAsync(record.Session.Id, by, CancellationToken.None);

    private ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionTermination by,
        SessionId? except = null
    ) => Storage.TerminateAllAsync(userId, except, by, CancellationToken.None);

    private ValueTask<bool> ReplaceAsync(SessionRecord record, long expectedVersion, double now) =>
        Storage.ReplaceAsync(record, expectedVersion, At(now), CancellationToken.None);

    private ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(DateTimeOffset now, int batch = 1000) =>
        Storage.ExpireDueAsync(now, batch, CancellationToken.None);

    private ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch = 1000) =>
        Storage.PurgeAsync(endedBefore, batch, CancellationToken.None);

    /// <summary>All sessions that pass, page by page, in the order in which they were told.</summary>
    private async Task<List<UserSession>> ListAsync(SessionFilters filters, DateTimeOffset now, int pageSize = 100)
    {
        if (ListsAll || filters.UserId is not null)
            return await ListPagesAsync(filters, now, pageSize);
        var lists = new List<UserSession>();
        foreach (var userId in _users.Keys)
            lists.AddRange(await ListPagesAsync(filters with { UserId = userId }, now, pageSize));
        return [.. InOrder(lists)];
    }

    private async Task<List<UserSession>> ListPagesAsync(SessionFilters filters, DateTimeOffset now, int pageSize)
    {
        var sessions = new List<UserSession>();
        SessionCursor? after = null;
        do
        {
            var query = new SessionQuery
            {
                Filters = filters,
                Limit = pageSize,
                After = after,
            };
            var page = await Peer.QueryAsync(query, now, CancellationToken.None);
            Assert.InRange(page.Sessions.Count, 0, pageSize);
            sessions.AddRange(page.Sessions);
            Assert.True(
                page.Next is null || page.Sessions.Count == pageSize,
                "A page that is not the last is not full."
            );
            after = page.Next;
        } while (after is not null);

        return sessions;
    }

    private async Task<List<SessionId>> LiveIdsAsync(string userId, DateTimeOffset now) =>
        [
            .. (await ListAsync(new SessionFilters { UserId = userId, ActiveOnly = true }, now)).Select(
                static session => session.Id
            ),
        ];

    /// <summary>
    /// Fails unless look-up, lists and counts tell the same of these sessions, which are all that were ever stored:
    /// no index is out of step with the records.
    /// </summary>
    private async Task AssertIndexesAgreeAsync(IEnumerable<SessionId> ids, DateTimeOffset now)
    {
        var found = new List<UserSession>();
        foreach (var id in ids)
        {
            if (await Peer.FindAsync(id, CancellationToken.None) is { } record)
                found.Add(record.Session);
        }

        var ordered = InOrder(found).Select(static session => session.Id).ToList();
        Assert.Equal(ordered, (await ListAsync(new SessionFilters(), now)).Select(static session => session.Id));
        foreach (var user in found.GroupBy(static session => session.UserId, StringComparer.Ordinal))
        {
            var own = (await ListAsync(new SessionFilters { UserId = user.Key }, now)).Select(static session =>
                session.Id
            );
            Assert.Equal(InOrder(user).Select(static session => session.Id), own);
        }

        if (ListsAll)
            Assert.Equal(Count(found, now), await Peer.GetStatisticsAsync(now, CancellationToken.None));
    }

    /// <summary>The order of listings: newest activity first, of equals the higher id first.</summary>
    private static IEnumerable<UserSession> InOrder(IEnumerable<UserSession> sessions) =>
        sessions
            .OrderByDescending(static session => session.LastActivityAt)
            .ThenByDescending(static session => session.Id);

    private static SessionStatistics Count(IReadOnlyCollection<UserSession> sessions, DateTimeOffset now) =>
        new()
        {
            Active = sessions.Count(session => session.StatusAt(now) == SessionStatus.Active),
            Idle = sessions.Count(session => session.StatusAt(now) == SessionStatus.Idle),
            Expired = sessions.Count(session => session.StatusAt(now) == SessionStatus.Expired),
            Terminated = sessions.Count(session => session.StatusAt(now) == SessionStatus.Terminated),
            Users = sessions
                .Where(session => session.IsLiveAt(now))
                .Select(static session => session.UserId)
                .Distinct()
                .Count(),
        };
}
