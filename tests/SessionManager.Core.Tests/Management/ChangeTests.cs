using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

public class ChangeTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [Trait("Req", "2.14")]
    [Trait("Req", "D")]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task An_extension_is_more_than_zero(long ticks)
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        var calls = host.Storage.TotalCalls;

        var result = await host.Sessions.ExtendAsync(session.Id, new(ticks));

        Assert.Equal((SessionOutcome.Invalid, "by"), (result.Outcome, result.Error?.Field));
        Assert.Equal(calls, host.Storage.TotalCalls);
        Assert.Equal(session, await host.StoredAsync(session.Id));
        Assert.Empty(host.Audit.Of(SessionAuditKind.Extended));
    }

    [Fact]
    [Trait("Req", "2.14")]
    public async Task An_extension_moves_the_end_by_so_much()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();

        var result = await host.Sessions.ExtendAsync(session.Id, 45 * Minute);

        Assert.Equal(SessionOutcome.Success, result.Outcome);
        Assert.Equal(session.ExpiresAt + (45 * Minute), result.Value!.ExpiresAt);
        Assert.Equal(session.LastActivityAt, result.Value.LastActivityAt);
        Assert.Equal(result.Value, await host.StoredAsync(session.Id));
        Assert.Equal("alice", Assert.Single(host.Audit.Of(SessionAuditKind.Extended)).Actor);
    }

    [Theory]
    [Trait("Req", "D")]
    [InlineData(24)]
    [InlineData(1_000_000)]
    public async Task An_unbounded_extension_ends_at_the_absolute_end(int hours)
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();

        var result = await host.Sessions.ExtendAsync(session.Id, TimeSpan.FromHours(hours));

        Assert.Equal(session.AbsoluteExpiresAt, result.Value!.ExpiresAt);
        var more = await host.Sessions.ExtendAsync(session.Id, TimeSpan.MaxValue);
        Assert.Equal(SessionOutcome.Conflict, more.Outcome);
        Assert.NotEmpty(more.Error!.Message);
        Assert.Single(host.Audit.Of(SessionAuditKind.Extended));
    }

    [Fact]
    [Trait("Req", "2.14")]
    public async Task An_extension_is_capped_at_the_maximum_from_now()
    {
        await using var host = SessionHost.Create(options => options.MaximumTimeout = TimeSpan.FromHours(2));
        var (session, _) = await host.SignInAsync();
        host.Clock.Advance(10 * Minute);

        var result = await host.Sessions.ExtendAsync(session.Id, TimeSpan.FromHours(9));

        Assert.Equal(host.Now + TimeSpan.FromHours(2), result.Value!.ExpiresAt);
        Assert.Equal(
            SessionOutcome.Conflict,
            (await host.Sessions.ExtendAsync(session.Id, TimeSpan.FromHours(9))).Outcome
        );
    }

    [Fact]
    [Trait("Req", "2.8")]
    public async Task Metadata_is_put_in_the_place_of_what_was_there()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync(change: r =>
            r with
            {
                Metadata = SessionMetadata.Empty.With("old", "1"),
            }
        );

        var result = await host.Sessions.SetMetadataAsync(session.Id, SessionMetadata.Empty.With("new", "2"));

        Assert.Equal("""{"new":"2"}""", result.Value!.Metadata.ToJson());
        Assert.Equal("""{"new":"2"}""", (await host.Sessions.ValidateAsync(token)).Session!.Metadata.ToJson());
        Assert.Single(host.Audit.Of(SessionAuditKind.MetadataChanged));
    }

    [Fact]
    [Trait("Req", "4.22")]
    public async Task A_label_stays_when_the_host_sets_data_of_its_own()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();

        Assert.Equal("Work laptop", (await host.Sessions.RenameAsync(session.Id, "  Work laptop ")).Value!.Label);
        await host.Sessions.SetMetadataAsync(session.Id, SessionMetadata.Empty.With("theme", "dark"));

        var stored = (await host.Sessions.ValidateAsync(token)).Session!;
        Assert.Equal("Work laptop", stored.Label);
        Assert.Equal("dark", stored.Metadata["theme"].GetString());
        Assert.Null((await host.Sessions.RenameAsync(session.Id, " ")).Value!.Label);
        Assert.Equal("""{"theme":"dark"}""", (await host.StoredAsync(session.Id)).Metadata.ToJson());
        Assert.Equal(3, host.Audit.Of(SessionAuditKind.MetadataChanged).Length);
    }

    [Theory]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901")]
    [InlineData("two\nlines")]
    [InlineData("turned \u202e round")]
    [Trait("Sec", "34")]
    public async Task A_label_that_could_deceive_or_swell_is_refused(string label)
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();

        var result = await host.Sessions.RenameAsync(session.Id, label);

        Assert.Equal((SessionOutcome.Invalid, "Label"), (result.Outcome, result.Error?.Field));
        Assert.Null((await host.StoredAsync(session.Id)).Label);
    }

    [Fact]
    [Trait("Sec", "34")]
    public async Task Too_much_metadata_is_refused()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        var big = SessionMetadata.Empty.With("a", new string('ü', 2_048));

        var result = await host.Sessions.SetMetadataAsync(session.Id, big);

        Assert.Equal((SessionOutcome.Invalid, "Metadata"), (result.Outcome, result.Error?.Field));
        Assert.Empty((await host.StoredAsync(session.Id)).Metadata);
        Assert.Empty(host.Audit.Of(SessionAuditKind.MetadataChanged));
    }

    [Fact]
    [Trait("Req", "D")]
    public async Task Nothing_is_reported_done_on_a_session_that_is_over_or_unknown()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        var unknown = SessionId.Create("alice");
        await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout);
        var ended = await host.StoredAsync(session.Id);
        host.Clock.Advance(Minute);

        Assert.False(await host.Sessions.TouchAsync(session.Id));
        Assert.False(await host.Sessions.TouchAsync(unknown));
        Assert.Equal(SessionOutcome.Ended, (await host.Sessions.ExtendAsync(session.Id, Minute)).Outcome);
        Assert.Equal(SessionOutcome.NotFound, (await host.Sessions.ExtendAsync(unknown, Minute)).Outcome);
        Assert.Equal(
            SessionOutcome.Ended,
            (await host.Sessions.SetMetadataAsync(session.Id, SessionMetadata.Empty)).Outcome
        );
        Assert.Equal(
            SessionOutcome.NotFound,
            (await host.Sessions.SetMetadataAsync(unknown, SessionMetadata.Empty)).Outcome
        );
        Assert.Equal(ended, await host.StoredAsync(session.Id));
    }

    [Fact]
    [Trait("Req", "0.15")]
    public async Task A_touch_moves_activity_and_revives_an_idle_session()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        host.Clock.Advance(6 * Minute);
        Assert.Equal(SessionStatus.Idle, (await host.Sessions.GetAsync(session.Id))!.StatusAt(host.Now));

        Assert.True(await host.Sessions.TouchAsync(session.Id));

        var used = await host.StoredAsync(session.Id);
        Assert.Equal(SessionStatus.Active, used.StatusAt(host.Now));
        Assert.Equal(host.Now, used.LastActivityAt);
        Assert.Equal(host.Now + (30 * Minute), used.ExpiresAt);
    }

    [Fact]
    [Trait("Req", "0.15")]
    public async Task A_second_touch_at_the_same_moment_has_moved_the_session_too()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        host.Clock.Advance(Minute);

        Assert.True(await host.Sessions.TouchAsync(session.Id));
        Assert.True(await host.Sessions.TouchAsync(session.Id));
    }

    [Fact]
    public async Task A_change_that_another_beat_is_made_again_on_what_is_there_now()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        host.Storage.Before(
            StorageOperation.Replace,
            async token => await host.Sessions.ExtendAsync(session.Id, 5 * Minute, token)
        );

        var result = await host.Sessions.SetMetadataAsync(session.Id, SessionMetadata.Empty.With("a", "1"));

        var stored = await host.StoredAsync(session.Id);
        Assert.Equal(SessionOutcome.Success, result.Outcome);
        Assert.Equal(session.ExpiresAt + (5 * Minute), stored.ExpiresAt);
        Assert.Single(stored.Metadata);
    }
}
