using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Sessions;

public class UserSessionTests
{
    private static readonly DateTimeOffset Start = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    [Trait("Sec", "16")]
    public void The_end_is_the_first_moment_at_which_a_session_is_over()
    {
        var session = Sample();

        Assert.True(session.IsLiveAt(session.ExpiresAt - Tick));
        Assert.False(session.IsLiveAt(session.ExpiresAt));
        Assert.Equal(SessionStatus.Idle, session.StatusAt(session.ExpiresAt - Tick));
        Assert.Equal(SessionStatus.Expired, session.StatusAt(session.ExpiresAt));
        Assert.Equal(SessionStatus.Expired, session.StatusAt(DateTimeOffset.MaxValue));
    }

    [Fact]
    [Trait("Req", "0.18")]
    public void Idle_begins_exactly_after_the_idle_time()
    {
        var session = Sample();

        Assert.Equal(SessionStatus.Active, session.StatusAt(Start));
        Assert.Equal(SessionStatus.Active, session.StatusAt(Start + TimeSpan.FromMinutes(5) - Tick));
        Assert.Equal(SessionStatus.Idle, session.StatusAt(Start + TimeSpan.FromMinutes(5)));
        Assert.Equal(
            SessionStatus.Active,
            (session with { IdleAfter = null }).StatusAt(Start + TimeSpan.FromMinutes(29))
        );
    }

    [Theory]
    [Trait("Req", "0.18")]
    [InlineData(SessionEndReasons.Expired, SessionStatus.Expired)]
    [InlineData(SessionEndReasons.UserLogout, SessionStatus.Terminated)]
    [InlineData("EXPIRED", SessionStatus.Terminated)]
    public void An_ended_session_is_never_live_again(string reason, SessionStatus status)
    {
        var ended = Sample() with
        {
            Termination = new SessionTermination
            {
                At = Start,
                By = "bob",
                Reason = reason,
            },
        };

        Assert.Equal(status, ended.StatusAt(Start));
        Assert.Equal(status, ended.StatusAt(DateTimeOffset.MinValue));
        Assert.False(ended.IsLiveAt(Start));
        Assert.False(ended.IsLiveAt(DateTimeOffset.MinValue));
    }

    [Fact]
    public void Use_moves_activity_and_end()
    {
        var at = Start + TimeSpan.FromMinutes(10);

        var used = Sample().UsedAt(at);

        Assert.Equal(at, used.LastActivityAt);
        Assert.Equal(at + TimeSpan.FromMinutes(30), used.ExpiresAt);
        Assert.Equal(Start, used.CreatedAt);
    }

    [Fact]
    [Trait("Sec", "17")]
    public void Activity_only_moves_forward()
    {
        var session = Sample();

        Assert.Same(session, session.UsedAt(Start));
        Assert.Same(session, session.UsedAt(Start - TimeSpan.FromHours(1)));
    }

    [Fact]
    [Trait("Sec", "15")]
    public void Use_never_moves_the_end_past_the_absolute_end()
    {
        var session = Sample() with { ExpiresAt = Start + TimeSpan.FromHours(12) };

        var used = session.UsedAt(Start + TimeSpan.FromHours(12) - Tick - Tick);

        Assert.Equal(session.AbsoluteExpiresAt, used.ExpiresAt);
        Assert.Equal(session.AbsoluteExpiresAt, used.AbsoluteExpiresAt);
    }

    [Fact]
    public void Use_never_brings_an_extended_end_nearer()
    {
        var session = Sample() with { ExpiresAt = Start + TimeSpan.FromHours(3) };

        Assert.Equal(session.ExpiresAt, session.UsedAt(Start + TimeSpan.FromMinutes(1)).ExpiresAt);
    }

    [Fact]
    public void In_fixed_mode_use_does_not_move_the_end()
    {
        var session = Sample() with { IsSliding = false };

        var used = session.UsedAt(Start + TimeSpan.FromMinutes(10));

        Assert.Equal(session.ExpiresAt, used.ExpiresAt);
        Assert.Equal(Start + TimeSpan.FromMinutes(10), used.LastActivityAt);
    }

    [Fact]
    [Trait("Req", "D")]
    public void Times_are_UTC_whatever_the_offset_they_came_with()
    {
        var local = new DateTimeOffset(2040, 6, 1, 23, 30, 0, TimeSpan.FromHours(5.5));
        var session = Sample() with
        {
            CreatedAt = local,
            LastActivityAt = local,
            AuthenticatedAt = local,
            ExpiresAt = local,
            AbsoluteExpiresAt = local,
        };

        DateTimeOffset[] times =
        [
            session.CreatedAt,
            session.LastActivityAt,
            session.AuthenticatedAt,
            session.ExpiresAt,
            session.AbsoluteExpiresAt,
            SessionTermination.Expiry(local).At,
            session.UsedAt(local + TimeSpan.FromMinutes(1)).LastActivityAt - TimeSpan.FromMinutes(1),
        ];

        Assert.All(times, time => Assert.Equal(TimeSpan.Zero, time.Offset));
        Assert.All(times, time => Assert.Equal(local.UtcDateTime, time.UtcDateTime));
        Assert.True(session.IsLiveAt(local - Tick));
        Assert.False(session.IsLiveAt(local.ToOffset(TimeSpan.FromHours(-9))));
    }

    [Fact]
    public void Times_are_cut_to_the_microsecond()
    {
        var exact = Start.AddTicks(1_234_567);
        var session = Sample() with { CreatedAt = exact };

        Assert.Equal(Start.AddTicks(1_234_560), session.CreatedAt);
        Assert.Equal(Start.AddTicks(1_234_560), SessionTermination.Expiry(exact).At);
        Assert.Equal(DateTimeOffset.MinValue, (Sample() with { CreatedAt = DateTimeOffset.MinValue }).CreatedAt);
    }

    [Fact]
    public void Arithmetic_stops_at_the_end_of_time()
    {
        Assert.Equal(DateTimeOffset.MaxValue, Instant.Add(DateTimeOffset.MaxValue, Tick));
        Assert.Equal(DateTimeOffset.MaxValue, Instant.Add(Start, TimeSpan.MaxValue));
        Assert.Equal(DateTimeOffset.MaxValue, Instant.Add(DateTimeOffset.MaxValue - Tick, Tick));
        Assert.Equal(Start + Tick, Instant.Add(Start, Tick));
        var eternal = Sample() with
        {
            IdleTimeout = TimeSpan.MaxValue,
            AbsoluteExpiresAt = DateTimeOffset.MaxValue,
            ExpiresAt = DateTimeOffset.MaxValue,
        };
        Assert.Equal(eternal.AbsoluteExpiresAt, eternal.UsedAt(Start + TimeSpan.FromDays(1)).ExpiresAt);
    }

    [Fact]
    public void The_role_is_the_first_of_the_roles()
    {
        Assert.Null(Sample().Role);
        Assert.Equal("a", (Sample() with { Roles = ["a", "b"] }).Role);
    }

    internal static UserSession Sample() =>
        new()
        {
            Id = SessionId.Create("alice"),
            UserId = "alice",
            CreatedAt = Start,
            LastActivityAt = Start,
            AuthenticatedAt = Start,
            ExpiresAt = Start + TimeSpan.FromMinutes(30),
            AbsoluteExpiresAt = Start + TimeSpan.FromHours(12),
            IdleTimeout = TimeSpan.FromMinutes(30),
            IdleAfter = TimeSpan.FromMinutes(5),
        };
}
