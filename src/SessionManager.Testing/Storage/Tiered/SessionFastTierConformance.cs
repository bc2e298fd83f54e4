using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Tiered;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage.Tiered;

/// <summary>
/// What <see cref="ISessionFastTier"/> says, in tests. A tier's own test class derives from this and says how to make an
/// empty one, how to lose something of it, and how to let time pass; xunit finds the tests.
/// </summary>
public abstract partial class SessionFastTierConformance : IAsyncLifetime
{
    private const string Alice = "alice";
    private const string Bob = "bob";
    private ISessionFastTier? _tier;
    private ISessionFastTier? _peer;

    /// <summary>The tier under test, empty when a test begins.</summary>
    protected ISessionFastTier Tier => _tier ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>The same tier as another node reaches it.</summary>
    protected ISessionFastTier Peer => _peer ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>When the sessions of the tests are opened: ahead of the real clock.</summary>
    /// <value>2040-01-01 12:00 UTC.</value>
    protected virtual DateTimeOffset Start { get; } = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How often each node writes in the race.</summary>
    /// <value>200.</value>
    protected virtual int Rounds => 200;

    /// <summary>Makes an empty tier that no other test sees.</summary>
    protected abstract ValueTask<ISessionFastTier> CreateTierAsync();

    /// <summary>Reaches the same tier a second time. A tier that lives in one process returns the same one.</summary>
    protected virtual ValueTask<ISessionFastTier> OpenPeerAsync(ISessionFastTier tier) => new(tier);

    /// <summary>Loses all that the tier has of one session: its copy, its lease or the marks on it.</summary>
    protected abstract ValueTask LoseSessionAsync(SessionId id);

    /// <summary>Loses all that the tier has of a partition beside its sessions: its marks, its generation.</summary>
    protected abstract ValueTask LosePartitionAsync(string partition);

    /// <summary>Lets time pass for what the tier holds.</summary>
    protected abstract ValueTask PassAsync(TimeSpan time);

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        _tier = await CreateTierAsync();
        _peer = await OpenPeerAsync(_tier);
    }

    /// <summary>Nothing to do.</summary>
    public virtual Task DisposeAsync() => Task.CompletedTask;

    private static CancellationToken None => CancellationToken.None;

    private SessionRecord New(string userId = Alice) => SessionSamples.CreateFull(userId, Start);

    private static FastTierScope Own(SessionRecord record) => FastTierScope.OfSession(record.Session.Id);

    private static FastTierScope User(string userId = Alice) => FastTierScope.OfUser(userId);

    /// <summary>A session that has a copy.</summary>
    private async Task<SessionRecord> CopiedAsync(string userId = Alice)
    {
        var record = New(userId);
        await FillAsync(record);
        return record;
    }

    private async Task FillAsync(SessionRecord record) =>
        Assert.True(await Tier.FillAsync(record, await LeasedAsync(record), None), "The lease stood.");

    private async Task<string> LeasedAsync(SessionRecord record) =>
        await Tier.LeaseAsync(record.Session.Id, None)
        ?? throw new Xunit.Sdk.XunitException("There is no reason to refuse a lease.");

    private Task BeginAsync(string writer, FastTierScope scope, FastTierEnding? ending = null) =>
        Tier.BeginAsync(writer, [scope], ending, None).AsTask();

    private Task EndAsync(string? writer, params FastTierScope[] scopes) =>
        Peer.EndAsync(writer, scopes, None).AsTask();

    private async Task AssertCopiedAsync(SessionRecord record)
    {
        foreach (var tier in new[] { Tier, Peer })
        {
            var reading = await tier.ReadAsync(record.Session.Id, None);
            SessionRecordAssert.Same(record, reading.Record);
            Assert.Empty(reading.Endings);
        }
    }

    private async Task AssertMissingAsync(SessionRecord record)
    {
        foreach (var tier in new[] { Tier, Peer })
            Assert.Null((await tier.ReadAsync(record.Session.Id, None)).Record);
    }

    /// <summary>Fails unless there is no copy, and nobody may make one.</summary>
    private async Task AssertBarredAsync(SessionRecord record)
    {
        await AssertMissingAsync(record);
        Assert.Null(await Peer.LeaseAsync(record.Session.Id, None));
    }

    private async Task AssertEndingsAsync(SessionRecord record, params FastTierEnding[] endings)
    {
        var reading = await Peer.ReadAsync(record.Session.Id, None);
        Assert.Null(reading.Record);
        Assert.Equal(
            endings.Select(Text).Order(StringComparer.Ordinal),
            reading.Endings.Select(Text).Order(StringComparer.Ordinal)
        );
    }

    private static string Text(FastTierEnding ending) => ending.ToString();

    private FastTierEnding Ending(string? userId = null, SessionId? except = null, string by = "admin-1") =>
        new(
            userId,
            except,
            new SessionTermination
            {
                At = Start.AddMicroseconds(1_234_567),
                By = by,
                Reason = SessionEndReasons.AdminRevoked,
            }
        );
}
