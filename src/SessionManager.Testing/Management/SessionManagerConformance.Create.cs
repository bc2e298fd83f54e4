using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;
using Xunit;

namespace SessionManager.Testing.Management;

public abstract partial class SessionManagerConformance
{
    /// <summary>A sign-in goes from the backend through the enrichers, in order, to the storage and then to the audit.</summary>
    [Fact]
    [Trait("Req", "3.18")]
    public virtual async Task A_sign_in_goes_in_order()
    {
        Start(
            static options => options.Audit.Mode = SessionAuditMode.Strict,
            builder =>
                builder
                    .AddEnricher(_ => Enricher("enricher 1"))
                    .AddEnricher(_ => Enricher("enricher 2"))
                    .AddAudit(_ => new HookAuditBackend(() => _order.Add("audit")))
        );
        Storage.Before(StorageOperation.Insert, _ => Note("storage"));
        Storage.After(StorageOperation.Insert, _ => Note("stored"));

        await SignInAsync();

        Assert.Equal(["backend", "enricher 1", "enricher 2", "storage", "stored", "audit"], _order);
    }

    /// <summary>An enricher that throws is left out, with all it set, and stops nobody.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public virtual async Task A_failing_enricher_stops_nobody()
    {
        Start(build: static builder =>
            builder
                .AddEnricher(static _ => new HookEnricher(
                    static (context, _) =>
                    {
                        context.Device = new DeviceInfo { Name = "broken" };
                        throw new InvalidOperationException("The lookup is down.");
                    }
                ))
                .AddEnricher(static _ => new HookEnricher(
                    static (context, _) =>
                    {
                        context.Risk = new SessionRisk { Score = 7 };
                        return default;
                    }
                ))
        );

        var signedIn = await SignInAsync();

        var stored = await GetAsync(signedIn.Id);
        Assert.Null(stored.Device.Name);
        Assert.Equal(7, stored.Risk?.Score);
    }

    /// <summary>An enricher that hangs is left out when its time is over.</summary>
    [Fact]
    [Trait("Sec", "36")]
    public virtual async Task A_hanging_enricher_stops_nobody()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(build: builder =>
            builder.AddEnricher(_ => new HookEnricher(
                async (_, _) =>
                {
                    asked.SetResult();
                    await new TaskCompletionSource().Task;
                }
            ))
        );

        var creating = Sessions.CreateAsync(new SessionCreateRequest(Alice)).AsTask();
        await SoonAsync(asked.Task);
        await SoonAsync(Clock.WaitForTimersAsync(1));
        Assert.False(creating.IsCompleted);
        Clock.Advance(TimeSpan.FromMilliseconds(500));
        await SoonAsync(creating);

        Assert.True((await creating).Succeeded);
    }

    /// <summary>At the maximum the session used longest ago gives way, and says why.</summary>
    [Fact]
    [Trait("Req", "1.20")]
    [Trait("Sec", "24")]
    public virtual async Task At_the_maximum_the_least_recently_active_gives_way()
    {
        Start(static options => options.DefaultPolicy.MaxSessions = 2);
        var first = await SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Sessions.TouchAsync(first.Id));

        var created = await Sessions.CreateAsync(new SessionCreateRequest(Alice));

        Assert.Equal(second.Id, Assert.Single(created.Evicted).Id);
        await AssertDeadAsync(second.Id, SessionEndReasons.MaxSessionsExceeded, second.Tokens);
        Assert.True((await ValidateAsync(first.Tokens)).IsValid);
    }

    /// <summary>A policy that refuses one more says so; nothing is stored, nobody ends, and no token is given.</summary>
    [Fact]
    [Trait("Req", "1.20")]
    [Trait("Sec", "24")]
    public virtual async Task At_the_maximum_a_sign_in_can_be_refused()
    {
        Start(static options =>
        {
            options.DefaultPolicy.MaxSessions = 1;
            options.DefaultPolicy.WhenExceeded = SessionLimitAction.Reject;
        });
        var first = await SignInAsync();

        var refused = await Sessions.CreateAsync(new SessionCreateRequest(Alice));

        Assert.Equal(SessionOutcome.LimitReached, refused.Outcome);
        Assert.Null(refused.Tokens);
        Assert.Null(refused.Session);
        Assert.True((await ValidateAsync(first.Tokens)).IsValid);
        Assert.Equal(1, await CountAsync());
        Assert.Equal("limit_reached", Assert.Single(await AuditedAsync(SessionAuditKind.Rejected)).Reason);
    }

    /// <summary>Each step of a session's life is audited once, with its actor and reason, at its time, in UTC.</summary>
    [Fact]
    [Trait("Req", "3.6")]
    [Trait("Sec", "35")]
    public virtual async Task Every_step_of_a_life_is_audited_once()
    {
        Start(static options => options.Audit.Mode = SessionAuditMode.Strict);
        var signedIn = await RefreshedAsync(await SignInAsync());
        await Sessions.RotateAsync(signedIn.Id);
        await Sessions.ExtendAsync(signedIn.Id, TimeSpan.FromMinutes(5));
        await Sessions.SetMetadataAsync(signedIn.Id, SessionMetadata.Parse("""{"a":1}"""));
        await Sessions.SetRolesAsync(signedIn.Id, ["editor"], null, "admin-1");
        await EndAsync(signedIn.Id);
        await Sessions.TerminateAsync(signedIn.Id, "admin-2", "again");
        await SignInAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        await Sessions.CleanUpAsync();
        await Sessions.CleanUpAsync();
        await Sessions.ReportSecurityEventAsync(new(SessionSecurityEventKind.PasswordReset, Alice, Alice));
        await Sessions.EraseUserAsync(Alice, "admin-3");

        var sweeps = Guarantees.HasFlag(SessionStorageGuarantees.History);
        (SessionAuditKind Kind, string Actor, string? Reason)[] expected =
        [
            (SessionAuditKind.Created, Alice, null),
            (SessionAuditKind.Refreshed, Alice, null),
            (SessionAuditKind.Rotated, Alice, null),
            (SessionAuditKind.Extended, Alice, null),
            (SessionAuditKind.MetadataChanged, Alice, null),
            (SessionAuditKind.RolesChanged, "admin-1", null),
            (SessionAuditKind.Terminated, "admin-1", SessionEndReasons.AdminRevoked),
            (SessionAuditKind.Created, Alice, null),
            .. sweeps
                ? [(SessionAuditKind.Expired, SessionTermination.System, SessionEndReasons.Expired)]
                : Array.Empty<(SessionAuditKind, string, string?)>(),
            (SessionAuditKind.SecurityEvent, Alice, "password_reset"),
            (SessionAuditKind.UserErased, "admin-3", null),
        ];
        Assert.Equal(expected, Audit.Events.Select(static one => (one.Kind, one.Actor, one.Reason)));
        Assert.All(Audit.Events, static one => Assert.Equal(TimeSpan.Zero, one.At.Offset));
        Assert.All(Audit.Events, static one => Assert.Equal(Alice, one.UserId));
    }

    /// <summary>When a sign-in must be recorded and cannot be, nobody is signed in.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public virtual async Task A_sign_in_that_cannot_be_recorded_is_undone()
    {
        Start(static options => options.Audit.Mode = SessionAuditMode.Strict);
        Audit.Failure = new TimeoutException("The trail is full.");

        await Assert.ThrowsAsync<SessionAuditException>(async () => await SignInAsync());

        var all = await Sessions.QueryAsync(new SessionQuery { Filters = new SessionFilters { UserId = Listed } });
        Assert.Equal(SessionEndReasons.AuditFailed, Assert.Single(all.Sessions).Termination?.Reason);
    }

    private HookEnricher Enricher(string name) => new((_, _) => Note(name));

    private ValueTask Note(string step)
    {
        lock (_order)
            _order.Add(step);
        return default;
    }
}
