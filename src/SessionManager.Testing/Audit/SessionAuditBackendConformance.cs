using System.Globalization;
using SessionManager.Audit;
using SessionManager.Sessions;
using SessionManager.Testing.Races;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Audit;

/// <summary>
/// What <see cref="ISessionAuditBackend"/> says, in tests, for a backend whose events can be read back. Its own test
/// class derives from this, says how to make an empty one and how to read it, and xunit finds the tests.
/// </summary>
public abstract class SessionAuditBackendConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset _start = new DateTimeOffset(
        2040,
        1,
        1,
        12,
        0,
        0,
        TimeSpan.Zero
    ).AddMicroseconds(7);
    private ISessionAuditBackend? _backend;

    /// <summary>The backend under test, empty when a test begins.</summary>
    protected ISessionAuditBackend Backend =>
        _backend ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>Makes an empty backend that no other test sees.</summary>
    protected abstract ValueTask<ISessionAuditBackend> CreateBackendAsync();

    /// <summary>Reads all that was written, in the order in which it was.</summary>
    protected abstract ValueTask<IReadOnlyList<SessionAuditEvent>> ReadAsync();

    /// <inheritdoc/>
    public virtual async Task InitializeAsync() => _backend = await CreateBackendAsync();

    /// <summary>Disposes the backend if it can be.</summary>
    public virtual async Task DisposeAsync()
    {
        if (_backend is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (_backend as IDisposable)?.Dispose();
    }

    private static SessionAuditEvent Event(int number, string? text = null) =>
        new()
        {
            Kind = (SessionAuditKind)(number % Enum.GetValues<SessionAuditKind>().Length),
            At = _start.AddMicroseconds(number),
            SessionId = SessionId.Create("alice"),
            UserId = text ?? "alice",
            Actor = text ?? "admin-1",
            Reason = text ?? "admin_revoked",
            IpAddress = "2001:db8::1",
            UserAgent = text ?? "Mozilla/5.0",
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["number"] = number.ToString(CultureInfo.InvariantCulture),
                ["text"] = text ?? "value",
            },
        };

    private ValueTask WriteAsync(params SessionAuditEvent[] events) =>
        Backend.WriteAsync(events, CancellationToken.None);

    private static string Text(IEnumerable<SessionAuditEvent> events) => string.Join('\n', events.Select(Text));

    private static string Text(SessionAuditEvent one) =>
        RecordText.Of(
            one with
            {
                Details = new SortedDictionary<string, string>(one.Details.ToDictionary(), StringComparer.Ordinal),
            }
        );

    private async Task AssertWrittenAsync(params SessionAuditEvent[] expected) =>
        Assert.Equal(Text(expected), Text(await ReadAsync()));

    /// <summary>Every kind of event reads back with every member as it was written, to the microsecond.</summary>
    [Fact]
    [Trait("Req", "3.6")]
    [Trait("Sec", "35")]
    public virtual async Task Events_read_back_as_they_were_written()
    {
        var events = Enum.GetValues<SessionAuditKind>().Select(static (_, number) => Event(number)).ToArray();

        await WriteAsync(events);

        await AssertWrittenAsync(events);
    }

    /// <summary>What is not known reads back as nothing.</summary>
    [Fact]
    [Trait("Req", "3.6")]
    public virtual async Task A_bare_event_reads_back()
    {
        var bare = new SessionAuditEvent
        {
            Kind = SessionAuditKind.Suspicious,
            At = _start,
            UserId = null,
            Actor = SessionTermination.System,
        };

        await WriteAsync(bare);

        await AssertWrittenAsync(bare);
    }

    /// <summary>Batches follow one another, each in its order, also when times are equal or run backwards.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public virtual async Task Batches_keep_their_order()
    {
        SessionAuditEvent[] events = [Event(5), Event(4), Event(4), Event(9), Event(1), Event(1)];

        await WriteAsync(events[..3]);
        await WriteAsync(events[3]);
        await WriteAsync(events[4..]);

        await AssertWrittenAsync(events);
    }

    /// <summary>A batch of nothing writes nothing.</summary>
    [Fact]
    public virtual async Task An_empty_batch_writes_nothing()
    {
        await WriteAsync();
        await WriteAsync(Event(1) with { SessionId = null });

        Assert.Single(await ReadAsync());
    }

    /// <summary>A large batch is written wholly and in order.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public virtual async Task A_large_batch_is_written_wholly()
    {
        var events = Enumerable.Range(0, 2000).Select(static number => Event(number)).ToArray();

        await WriteAsync(events);

        await AssertWrittenAsync(events);
    }

    /// <summary>Any text is only text.</summary>
    [Theory]
    [MemberData(nameof(HostileText.AllKeys), MemberType = typeof(HostileText))]
    [Trait("Sec", "34")]
    public virtual async Task Hostile_text_reads_back(string key)
    {
        var text = HostileText.Of(key);
        SessionAuditEvent[] events = [Event(1, text), Event(2)];

        await WriteAsync(events);

        await AssertWrittenAsync(events);
    }

    /// <summary>Several writers at once lose nothing, write nothing twice, and each one's batches stay whole and in order.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public virtual async Task Concurrent_batches_stay_whole()
    {
        const int writers = 8;
        const int batches = 10;
        const int size = 5;

        await Together.RunAsync(
            writers,
            async writer =>
            {
                for (var batch = 0; batch < batches; batch++)
                {
                    var first = (writer * 1000) + (batch * size);
                    await WriteAsync([.. Enumerable.Range(first, size).Select(static number => Event(number))]);
                }
            }
        );

        var numbers = (await ReadAsync())
            .Select(static one => int.Parse(one.Details["number"], CultureInfo.InvariantCulture))
            .ToList();
        Assert.Equal(writers * batches * size, numbers.Count);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        foreach (var own in numbers.GroupBy(static number => number / 1000))
            Assert.Equal(own.Order(), own);
        foreach (var batch in numbers.Chunk(size))
            Assert.Equal(Enumerable.Range(batch[0], size), batch);
    }

    /// <summary>A write that is cancelled before it begins says so and writes nothing.</summary>
    [Fact]
    public virtual async Task A_cancelled_write_writes_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Backend.WriteAsync([Event(1)], cancelled)
        );
        await WriteAsync(Event(2));

        Assert.Single(await ReadAsync());
    }

    /// <summary>A backend neither keeps nor changes the list: the caller goes on using it.</summary>
    [Fact]
    public virtual async Task The_list_stays_the_callers()
    {
        var list = new List<SessionAuditEvent> { Event(1), Event(2) };
        SessionAuditEvent[] expected = [.. list];

        await Backend.WriteAsync(list, CancellationToken.None);
        Assert.Equal(expected, list);
        list.Clear();

        await AssertWrittenAsync(expected);
    }
}
