using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Audit;

/// <summary>Each event of a session's life stands in the trail once, with who and why.</summary>
[Trait("Sec", "35")]
[Trait("Req", "3.6")]
public class AuditTrailTests
{
    [Fact]
    public async Task The_whole_life_of_a_session_is_recorded_once_and_in_order()
    {
        await using var host = SessionHost.Create(options => options.DefaultPolicy.MaxSessions = 1);
        var (session, token) = await host.SignInAsync(change: r =>
            r with
            {
                IpAddress = "192.0.2.1",
                UserAgent = "curl/8",
            }
        );
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Sessions.ValidateAsync(token);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Sessions.RefreshAsync(token);
        await host.Sessions.RotateAsync(session.Id);
        await host.Sessions.ExtendAsync(session.Id, TimeSpan.FromMinutes(1));
        await host.Sessions.SetMetadataAsync(session.Id, SessionMetadata.Empty);
        await host.Sessions.SetRolesAsync(session.Id, ["x"], null, "root");
        await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout);
        await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout);

        Assert.Equal(
            [
                (SessionAuditKind.Created, "alice", null),
                (SessionAuditKind.Accessed, "alice", null),
                (SessionAuditKind.Refreshed, "alice", null),
                (SessionAuditKind.Rotated, "alice", null),
                (SessionAuditKind.Extended, "alice", null),
                (SessionAuditKind.MetadataChanged, "alice", null),
                (SessionAuditKind.RolesChanged, "root", null),
                (SessionAuditKind.Terminated, "alice", "user_logout"),
            ],
            host.Audit.Events.Select(e => (e.Kind, e.Actor, e.Reason))
        );
        Assert.All(
            host.Audit.Events,
            e =>
            {
                Assert.Equal(session.Id, e.SessionId);
                Assert.Equal("alice", e.UserId);
                Assert.Equal(TimeSpan.Zero, e.At.Offset);
                Assert.InRange(e.At, session.CreatedAt, host.Now);
                Assert.Equal(("192.0.2.1", "curl/8"), (e.IpAddress, e.UserAgent));
                Assert.Empty(e.Details);
                Assert.Equal($"{e.Kind} {session.Id}", e.ToString());
            }
        );
    }

    [Fact]
    public async Task An_eviction_stands_before_the_sign_in_that_caused_it()
    {
        await using var host = SessionHost.Create(options => options.DefaultPolicy.MaxSessions = 1);
        var (first, _) = await host.SignInAsync();
        var (second, _) = await host.SignInAsync();

        Assert.Equal(
            [
                (SessionAuditKind.Created, first.Id),
                (SessionAuditKind.Terminated, first.Id),
                (SessionAuditKind.Created, second.Id),
            ],
            host.Audit.Events.Select(e => (e.Kind, e.SessionId!.Value))
        );
    }

    [Fact]
    public async Task A_refused_validation_leaves_no_entry()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        await host.Sessions.TerminateAsync(session.Id, "alice", "x");
        var count = host.Audit.Events.Length;

        await host.JudgeAsync(token);
        await host.JudgeAsync("garbage");
        await host.Sessions.RefreshAsync(token);

        Assert.Equal(count, host.Audit.Events.Length);
    }
}
