using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>A stored session reads back with every member as it was written, as version 1.</summary>
    [Fact]
    [Trait("Req", "3.5")]
    [Trait("Req", "4.15")]
    public virtual async Task A_full_session_reads_back_as_it_was_written()
    {
        var record = SessionSamples.CreateFull(Alice, Start);

        await InsertAsync(record);

        await AssertStoredAsync(record);
    }

    /// <summary>A session of which little is known reads back with nothing where nothing was.</summary>
    [Fact]
    [Trait("Req", "3.5")]
    public virtual async Task A_bare_session_reads_back_as_it_was_written()
    {
        var record = New(Alice) with { Replaced = null };
        record = record with { Session = record.Session with { IdleAfter = null } };

        await InsertAsync(record);

        await AssertStoredAsync(record);
    }

    /// <summary>Every length that the contract allows fits.</summary>
    [Fact]
    [Trait("Req", "D")]
    public virtual async Task The_longest_values_fit()
    {
        var user = new string('ü', 256);
        var record = New(
            user,
            change: session =>
                session with
                {
                    UserName = new string('漢', 256),
                    IpAddress = new string('f', 45),
                    UserAgent = new string('é', 512),
                    Roles = [.. Enumerable.Range(0, 32).Select(static i => new string((char)('a' + (i % 26)), 64))],
                    Permissions =
                    [
                        .. Enumerable.Range(0, 256).Select(static i => new string((char)('a' + (i % 26)), 128)),
                    ],
                    Metadata = SessionMetadata.Empty.With("note", new string('ñ', 2000)),
                }
        );
        await InsertAsync(record);
        await AssertStoredAsync(record);
        var end = Ending(1, reason: new string('ö', 100), by: new string('ß', 256));

        await TerminateAsync(record, end);

        await AssertStoredAsync(Ended(record, end));
    }

    /// <summary>The ends of time are times like others.</summary>
    [Fact]
    public virtual async Task A_session_without_an_end_reads_back()
    {
        var record = New(
            Alice,
            change: static session =>
                session with
                {
                    ExpiresAt = DateTimeOffset.MaxValue,
                    AbsoluteExpiresAt = DateTimeOffset.MaxValue,
                    IdleTimeout = TimeSpan.FromDays(36_500),
                }
        );

        await InsertAsync(record);

        await AssertStoredAsync(record);
        Assert.Empty(await ExpireDueAsync(At(100_000)));
        Assert.Equal(1, await TouchAsync(record, 100_000));
    }

    /// <summary>What the caller puts in Version is ignored: a session begins at 1.</summary>
    [Fact]
    public virtual async Task A_session_is_stored_as_version_1()
    {
        var record = New(Alice) with { Version = 7 };

        await InsertAsync(record);

        await AssertStoredAsync(record with { Version = 1 });
    }

    /// <summary>What was never stored is not found.</summary>
    [Fact]
    [Trait("Req", "0.13")]
    public virtual async Task An_unknown_session_is_not_found()
    {
        await OpenAsync();

        await AssertMissingAsync(SessionId.Create(Alice));
    }

    /// <summary>A second session under an id is refused, and the first stays as it is.</summary>
    [Fact]
    public virtual async Task A_duplicate_changes_nothing()
    {
        var first = await OpenAsync();
        var second = New(Alice, 5) with { SecretHash = SessionSecret.Create().Hash() };
        second = second with { Session = second.Session with { Id = first.Session.Id } };

        var result = await Storage.InsertAsync(second, SessionLimit.None, CancellationToken.None);

        Assert.Equal(SessionInsertOutcome.Duplicate, result.Outcome);
        await AssertStoredAsync(first);
        await AssertIndexesAgreeAsync([first.Session.Id], At(5));
    }

    /// <summary>A duplicate makes no room for itself: nothing ends for an insert that is not done.</summary>
    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive)]
    [InlineData(SessionLimitAction.EvictOldest)]
    public virtual async Task A_duplicate_evicts_nothing(SessionLimitAction action)
    {
        var other = await OpenAsync(at: 0);
        var first = await OpenAsync(at: 1);
        var second = New(Alice, 5);
        second = second with { Session = second.Session with { Id = first.Session.Id } };

        var result = await Storage.InsertAsync(second, new SessionLimit(1, action), CancellationToken.None);

        Assert.Equal(SessionInsertOutcome.Duplicate, result.Outcome);
        Assert.Empty(result.Evicted);
        await AssertStoredAsync(other);
        await AssertStoredAsync(first);
    }

    /// <summary>An id is taken also when its session is over.</summary>
    [Fact]
    [Trait("Req", "D")]
    public virtual async Task The_id_of_an_ended_session_stays_taken()
    {
        var first = await OpenAsync();
        var end = Ending(1);
        await TerminateAsync(first, end);

        var result = await Storage.InsertAsync(first, SessionLimit.None, CancellationToken.None);

        Assert.Equal(SessionInsertOutcome.Duplicate, result.Outcome);
        await AssertStoredAsync(Ended(first, end));
    }

    /// <summary>
    /// The full sample sets every member to something else than the bare one, or the test that reads it back would miss
    /// one that was added later.
    /// </summary>
    [Fact]
    public void The_full_sample_sets_every_member()
    {
        var bare = RecordText.Of(SessionSamples.Create(Alice, Start)).Split('\n');
        var full = RecordText.Of(SessionSamples.CreateFull(Alice, Start)).Split('\n');
        var alike = bare.Intersect(full, StringComparer.Ordinal).Select(static line => line.Split(' ')[0]);

        string[] expected = [".Session.UserId", ".Session.CreatedAt", ".Session.Termination", ".Version", ""];
        Assert.Equal(expected.Order(StringComparer.Ordinal), alike.Order(StringComparer.Ordinal));
    }
}
