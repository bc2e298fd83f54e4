using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;
using Xunit;

namespace SessionManager.Testing.Management;

public abstract partial class SessionManagerConformance
{
    /// <summary>A session whose time ran out is refused everywhere from that moment on, though no cleanup ever runs.</summary>
    [Fact]
    [Trait("Sec", "16")]
    [Trait("Req", "D")]
    public virtual async Task An_expired_session_is_refused_without_cleanup()
    {
        Start(static options => options.Cleanup.Enabled = false);
        var signedIn = await SignInAsync();
        Clock.SetUtcNow(signedIn.Session.ExpiresAt.AddMicroseconds(-1));
        Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
        // That use came too late to be written before the end, or was written at once: start over.
        signedIn = await SignInAsync();
        Clock.SetUtcNow(signedIn.Session.ExpiresAt);

        await AssertRefusedAsync(SessionVerdictReason.Expired, signedIn.Tokens);
        Assert.Equal(SessionOutcome.Ended, (await RefreshAsync(signedIn.Tokens)).Outcome);
        Assert.False(await Sessions.TouchAsync(signedIn.Id));
        foreach (var change in new[] { "rotate", "roles", "extend", "metadata" })
            Assert.Equal(SessionOutcome.Ended, (await ChangeAsync(change, signedIn.Id)).Outcome);
        Clock.Advance(SessionTermination.ClockTolerance);
        Assert.False(await Sessions.TerminateAsync(signedIn.Id, "admin-1", SessionEndReasons.AdminRevoked));

        var stored = await GetAsync(signedIn.Id);
        Assert.Equal((SessionStatus.Expired, null), (stored.StatusAt(Now), stored.Termination));
        await AssertRefusedAsync(SessionVerdictReason.Expired, signedIn.Tokens);
    }

    /// <summary>However much a session is used and renewed, it ends at its absolute end.</summary>
    [Fact]
    [Trait("Sec", "15")]
    [Trait("Req", "1.18")]
    [Trait("Req", "D")]
    public virtual async Task Nothing_passes_the_absolute_end()
    {
        var signedIn = await SignInAsync();
        var end = signedIn.Session.AbsoluteExpiresAt;
        for (var i = 0; i < 40 && Now + TimeSpan.FromMinutes(20) < end; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(20));
            if (i % 3 == 0)
                signedIn = await RefreshedAsync(signedIn);
            else if (i % 3 == 1)
                Assert.True(await Sessions.TouchAsync(signedIn.Id));
            else
                await Sessions.ExtendAsync(signedIn.Id, TimeSpan.FromHours(6));
            var stored = await GetAsync(signedIn.Id);
            Assert.Equal(end, stored.AbsoluteExpiresAt);
            Assert.True(stored.ExpiresAt <= end, "The end moved past the absolute end.");
        }

        Clock.SetUtcNow(end.AddMicroseconds(-1));
        Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
        signedIn = await RefreshedAsync(signedIn);
        Clock.SetUtcNow(end);

        await AssertRefusedAsync(SessionVerdictReason.Expired, signedIn.Tokens);
        Assert.Equal(SessionOutcome.Ended, (await RefreshAsync(signedIn.Tokens)).Outcome);
    }

    /// <summary>A use that is noted before a session is ended and written after changes nothing.</summary>
    [Fact]
    [Trait("Sec", "19")]
    [Trait("Req", "D")]
    public virtual async Task A_noted_use_does_not_revive_an_ended_session()
    {
        var signedIn = await SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
        await EndAsync(signedIn.Id);
        using var touched = Storage.After(StorageOperation.Touch, static _ => default);

        // No further than the flush: past the storage's time limit the write would be given up.
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SoonAsync(touched.Reached);

        await AssertDeadAsync(signedIn.Id, SessionEndReasons.AdminRevoked, signedIn.Tokens);
        Assert.Equal(2, (await Storage.FindAsync(signedIn.Id, CancellationToken.None))?.Version);
    }

    /// <summary>A noted use that can only be written after its session's end does not bring back what was refused.</summary>
    [Fact]
    [Trait("Sec", "16")]
    [Trait("Sec", "19")]
    public virtual async Task A_noted_use_does_not_revive_an_expired_session()
    {
        var signedIn = await SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
        var down = Storage.Fail(StorageOperation.Touch);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await SoonAsync(down.Reached);
        down.Dispose();
        Clock.SetUtcNow(signedIn.Session.ExpiresAt);
        await AssertRefusedAsync(SessionVerdictReason.Expired, signedIn.Tokens);

        Clock.Advance(TimeSpan.FromMinutes(1));

        await AssertRefusedAsync(SessionVerdictReason.Expired, signedIn.Tokens);
    }

    /// <summary>Passive access keeps no session alive.</summary>
    [Fact]
    [Trait("Sec", "15")]
    public virtual async Task Passive_access_keeps_no_session_alive()
    {
        var signedIn = await SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(20));
        var passive = new SessionAccess { IsPassive = true };

        Assert.True((await Sessions.ValidateAsync(Presented(signedIn.Tokens), passive)).IsValid);
        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, Storage.Calls(StorageOperation.Touch));
        Clock.Advance(TimeSpan.FromMinutes(5));
        await AssertRefusedAsync(SessionVerdictReason.Expired, signedIn.Tokens);
    }

    /// <summary>An extension is more than nothing, reaches no further than allowed, and says when there is nothing to gain.</summary>
    [Fact]
    [Trait("Req", "D")]
    [Trait("Sec", "15")]
    public virtual async Task An_extension_is_bounded()
    {
        Start(static options => options.MaximumTimeout = TimeSpan.FromHours(2));
        var signedIn = await SignInAsync();

        foreach (var nothing in new[] { TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.MinValue })
            Assert.Equal(SessionOutcome.Invalid, (await Sessions.ExtendAsync(signedIn.Id, nothing)).Outcome);
        var extended = await Sessions.ExtendAsync(signedIn.Id, TimeSpan.MaxValue);

        Assert.Equal(Now.AddHours(2), extended.Value?.ExpiresAt);
        Assert.Equal(SessionOutcome.Conflict, (await Sessions.ExtendAsync(signedIn.Id, TimeSpan.FromHours(1))).Outcome);
        Assert.Equal(Now.AddHours(2), (await GetAsync(signedIn.Id)).ExpiresAt);
        var unknown = SessionId.Create(Alice);
        Assert.Equal(SessionOutcome.NotFound, (await Sessions.ExtendAsync(unknown, TimeSpan.FromHours(1))).Outcome);
    }

    /// <summary>Filters of a query may come with any offset and any precision: they mean a moment.</summary>
    [Fact]
    [Trait("Req", "0.14")]
    public virtual async Task A_query_takes_moments_as_they_come()
    {
        var signedIn = await SignInAsync();
        var local = Now.ToOffset(TimeSpan.FromHours(5.5));

        foreach (
            var (after, before, found) in new (DateTimeOffset, DateTimeOffset, bool)[]
            {
                (local, local.AddSeconds(1), true),
                (local.AddSeconds(1), local.AddSeconds(2), false),
                (local.AddSeconds(-1), local, false),
            }
        )
        {
            var filters = new SessionFilters
            {
                UserId = Listed,
                CreatedAfter = after,
                CreatedBefore = before,
            };
            var page = await Sessions.QueryAsync(new SessionQuery { Filters = filters });
            Assert.Equal(found, page.Sessions.Any(session => session.Id == signedIn.Id));
        }
    }
}
