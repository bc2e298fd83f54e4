using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

/// <summary>Use is recorded behind the requests, seldom, and never brings a session back.</summary>
[Trait("Sec", "17")]
public class ActivityTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Req", "D")]
    public async Task A_thousand_validations_in_an_interval_are_one_write_at_most()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        var previous = 0;
        for (var interval = 0; interval < 4; interval++)
        {
            for (var i = 0; i < 1_000; i++)
            {
                Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
                host.Clock.Advance(TimeSpan.FromMilliseconds(60));
            }

            var touches = host.Storage.Calls(StorageOperation.Touch);
            Assert.InRange(touches - previous, 0, 1);
            previous = touches;
        }

        Assert.InRange(previous, 2, 4);
        Assert.InRange(host.Now - (await host.StoredAsync(session.Id)).LastActivityAt, TimeSpan.Zero, 62 * Second);
    }

    [Fact]
    public async Task Nothing_is_written_before_the_answer()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Clock.Advance(60 * Second);
        var used = host.Now;

        await host.JudgeAsync(token);

        Assert.Equal(0, host.Storage.Calls(StorageOperation.Touch));
        host.Clock.Advance(Second);
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
        var stored = await host.StoredAsync(session.Id);
        Assert.Equal(used, stored.LastActivityAt);
        Assert.Equal(used + TimeSpan.FromMinutes(30), stored.ExpiresAt);
        var audited = Assert.Single(host.Audit.Of(SessionAuditKind.Accessed));
        Assert.Equal((session.Id, "alice", used), (audited.SessionId, audited.Actor, audited.At));
    }

    [Fact]
    public async Task Uses_of_many_sessions_are_one_write()
    {
        await using var host = SessionHost.Create();
        var tokens = new List<string>();
        for (var i = 0; i < 50; i++)
            tokens.Add((await host.SignInAsync($"user{i}")).Token);
        host.Clock.Advance(60 * Second);

        foreach (var token in tokens)
            await host.JudgeAsync(token);
        host.Clock.Advance(Second);

        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
        Assert.Equal(50, host.Audit.Of(SessionAuditKind.Accessed).Length);
    }

    [Fact]
    public async Task Use_is_due_exactly_after_the_interval()
    {
        await using var host = SessionHost.Create();
        var (_, token) = await host.SignInAsync();

        host.Clock.Advance((60 * Second) - TimeSpan.FromTicks(1));
        await host.JudgeAsync(token);
        await host.Runtime.Activity.FlushAsync();
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Touch));

        host.Clock.Advance(TimeSpan.FromTicks(1));
        await host.JudgeAsync(token);
        await host.Runtime.Activity.FlushAsync();
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
    }

    [Fact]
    public async Task A_passive_access_never_keeps_a_session_alive()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        for (var minute = 0; minute < 29; minute++)
        {
            host.Clock.Advance(60 * Second);
            Assert.True((await host.Sessions.ValidateAsync(token, new() { IsPassive = true })).IsValid);
        }

        host.Clock.Advance(59 * Second);
        Assert.True((await host.Sessions.ValidateAsync(token, new() { IsPassive = true })).IsValid);
        await host.Runtime.Activity.FlushAsync();

        Assert.Equal(0, host.Storage.Calls(StorageOperation.Touch));
        Assert.Equal(session.CreatedAt, (await host.StoredAsync(session.Id)).LastActivityAt);
        host.Clock.Advance(Second);
        Assert.Equal(SessionVerdictReason.Expired, await host.JudgeAsync(token));
    }

    [Fact]
    public async Task A_session_about_to_end_is_kept_alive_before_the_answer()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Clock.SetUtcNow(session.ExpiresAt - (3 * Second) - TimeSpan.FromTicks(1));
        await host.JudgeAsync(token);
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Touch));

        host.Clock.SetUtcNow(session.ExpiresAt - (3 * Second));
        await host.JudgeAsync(token);

        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
        // The use of a moment ago was noted already, and stands for this one.
        Assert.InRange(
            (await host.StoredAsync(session.Id)).ExpiresAt,
            host.Now + TimeSpan.FromMinutes(30) - Second,
            host.Now + TimeSpan.FromMinutes(30)
        );
        host.Clock.SetUtcNow(session.ExpiresAt + Second);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
    }

    [Fact]
    public async Task A_failed_write_of_use_refuses_nobody_and_is_counted()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Storage.Fail(StorageOperation.Touch);
        host.Clock.Advance(60 * Second);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
        host.Clock.Advance(Second);
        Assert.Single(host.Logs.Named("SessionUsesSkipped"));

        host.Clock.SetUtcNow(session.ExpiresAt - Second);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
        Assert.Equal(2, host.Logs.Named("SessionUsesSkipped").Length);
    }

    [Fact]
    public async Task An_audit_that_fails_on_use_refuses_nobody()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Audit.OnWrite = (_, _) => throw new InvalidOperationException("down");
        host.Clock.SetUtcNow(session.ExpiresAt - Second);

        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
        Assert.Equal(host.Now, (await host.StoredAsync(session.Id)).LastActivityAt);
    }
}
