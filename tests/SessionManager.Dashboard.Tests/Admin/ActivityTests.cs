using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.Dashboard.Admin.Activity;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Sessions;
using SessionManager.Testing;

namespace SessionManager.Dashboard.Tests.Admin;

public sealed class ActivityTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Events_are_counted_by_hour_device_and_reason()
    {
        var recorder = new ActivityRecorder(_time);
        await WriteAsync(recorder, Opened(Device.Phone), Opened(Device.Mac), Opened(null));
        _time.Advance(TimeSpan.FromHours(1));
        await WriteAsync(
            recorder,
            Ended("user_logout"),
            Ended("expired", SessionAuditKind.Expired),
            Opened(Device.Mac)
        );
        await WriteAsync(recorder, Event(SessionAuditKind.Accessed), Event(SessionAuditKind.Rejected));

        var activity = recorder.Read();
        Assert.Equal(24, activity.PerHour.Count);
        var (before, now) = (activity.PerHour[^2], activity.PerHour[^1]);
        Assert.Equal((3, 0), (before.Created, before.Ended));
        Assert.Equal((1, 2), (now.Created, now.Ended));
        Assert.Equal(1, before.Devices[(int)DeviceType.Phone]);
        Assert.Equal(1, before.Devices[(int)DeviceType.Computer]);
        Assert.Equal(1, before.Devices[(int)DeviceType.Unknown]);
        Assert.Equal(1, now.Reasons["user_logout"]);
        Assert.Equal(1, now.Reasons["expired"]);
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromHours(1), activity.CompleteSince);
    }

    [Fact]
    public async Task Hours_that_are_past_make_room_and_late_events_count_where_they_belong()
    {
        var recorder = new ActivityRecorder(_time);
        await WriteAsync(recorder, Opened(null));
        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(1, recorder.Read().PerHour[0].Created);
        _time.Advance(TimeSpan.FromHours(25));
        await WriteAsync(recorder, Opened(null));
        Assert.Equal(1, recorder.Read().PerHour.Sum(static hour => hour.Created));

        // The audit pipeline may be behind; and another node's clock ahead.
        await WriteAsync(recorder, Opened(null) with { At = _time.GetUtcNow() - TimeSpan.FromHours(2) });
        await WriteAsync(recorder, Opened(null) with { At = _time.GetUtcNow() + TimeSpan.FromHours(2) });
        await WriteAsync(recorder, Opened(null) with { At = _time.GetUtcNow() - TimeSpan.FromDays(3) });
        var hours = recorder.Read().PerHour;
        Assert.Equal((1, 2), (hours[^3].Created, hours[^1].Created));
        Assert.Equal(3, hours.Sum(static hour => hour.Created));
    }

    [Fact]
    public async Task Any_number_of_reasons_is_kept_in_bounds()
    {
        var recorder = new ActivityRecorder(_time);
        for (var number = 0; number < 1000; number++)
            await WriteAsync(recorder, Ended($"reason-{number}"));
        var hour = recorder.Read().PerHour[^1];
        Assert.Equal(ActivityHours.MostReasons + 1, hour.Reasons.Count);
        Assert.Equal(1000, hour.Reasons.Values.Sum());
        Assert.Equal(1000 - ActivityHours.MostReasons, hour.Reasons[ActivityHours.OtherReasons]);
    }

    [Fact]
    public async Task A_trail_without_end_is_read_as_far_as_is_cheap_and_once_a_minute()
    {
        var trail = new EndlessTrail(_time.GetUtcNow());
        var activity = new TrailActivity(_time);
        var read = await activity.ReadAsync(trail, CancellationToken.None);
        Assert.Equal(3 * TrailActivity.MostPages, trail.Pages);
        // One second apart: ten thousand of each kind reach back this far, and it is said.
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromSeconds(9_999), read.CompleteSince);
        Assert.Equal(ActivitySource.Trail, read.Source);
        await activity.ReadAsync(trail, CancellationToken.None);
        Assert.Equal(3 * TrailActivity.MostPages, trail.Pages);
        _time.Advance(TimeSpan.FromMinutes(1));
        await activity.ReadAsync(trail, CancellationToken.None);
        Assert.Equal(6 * TrailActivity.MostPages, trail.Pages);
    }

    private static Task WriteAsync(ActivityRecorder recorder, params SessionAuditEvent[] events) =>
        recorder.WriteAsync(events, CancellationToken.None).AsTask();

    private SessionAuditEvent Opened(string? userAgent) =>
        Event(SessionAuditKind.Created) with
        {
            UserAgent = userAgent,
        };

    private SessionAuditEvent Ended(string reason, SessionAuditKind kind = SessionAuditKind.Terminated) =>
        Event(kind) with
        {
            Reason = reason,
        };

    private SessionAuditEvent Event(SessionAuditKind kind) =>
        new()
        {
            Kind = kind,
            At = _time.GetUtcNow(),
            UserId = "alice",
            Actor = "alice",
        };

    /// <summary>A trail with an event of each kind every second, for ever.</summary>
    private sealed class EndlessTrail(DateTimeOffset now) : ISessionAuditTrail
    {
        public int Pages { get; private set; }

        public Task<SessionAuditPage> QueryAsync(SessionAuditQuery query, CancellationToken cancellationToken = default)
        {
            Pages++;
            var first = query.After?.Sequence + 1 ?? 0;
            var items = Enumerable
                .Range(0, query.Limit)
                .Select(place => new SessionAuditItem(
                    "node",
                    first + place,
                    new SessionAuditEvent
                    {
                        Kind = query.Kind!.Value,
                        At = now - TimeSpan.FromSeconds(first + place),
                        UserId = "alice",
                        Actor = "alice",
                    }
                ))
                .ToList();
            var last = items[^1];
            return Task.FromResult(
                new SessionAuditPage(items, new SessionAuditCursor(last.Event!.At, last.NodeId, last.Sequence))
            );
        }

        public Task<SessionAuditVerification> VerifyAsync(
            IProgress<long>? progress = null,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();

        public Task<long> PurgeAsync(
            DateTimeOffset before,
            int batch = 1000,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();
    }
}
