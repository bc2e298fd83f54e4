using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

/// <summary>Noted uses at the end: of a session, and of the host.</summary>
[Trait("Sec", "17")]
public class ActivityEndTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Req", "D")]
    public async Task A_use_flushed_after_the_end_revives_nothing()
    {
        await using var host = SessionHost.Create(options => options.ActivityFlushDelay = 20 * Second);
        var (session, token) = await host.SignInAsync();
        host.Clock.SetUtcNow(session.ExpiresAt - (10 * Second));
        host.Runtime.Activity.Note(session, host.Now);

        host.Clock.Advance(20 * Second);

        Assert.Equal(session.ExpiresAt, (await host.StoredAsync(session.Id)).ExpiresAt);
        Assert.Equal(SessionVerdictReason.Expired, await host.JudgeAsync(token));
    }

    [Fact]
    [Trait("Req", "D")]
    public async Task A_use_flushed_after_a_termination_revives_nothing()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Clock.Advance(60 * Second);
        await host.JudgeAsync(token);
        await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout);

        host.Clock.Advance(Second);

        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
        Assert.Equal(session.LastActivityAt, (await host.StoredAsync(session.Id)).LastActivityAt);
        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(token));
        Assert.Empty(host.Audit.Of(SessionAuditKind.Accessed));
    }

    [Fact]
    public async Task What_is_noted_is_written_when_the_host_stops()
    {
        var clock = new ManualTimeProvider();
        var storage = new MemorySessionStorage();
        var audit = new RecordingAudit();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSessionManager().UseStorage(_ => storage).AddAudit(_ => audit);
        using var host = builder.Build();
        await host.StartAsync();
        var sessions = host.Services.GetRequiredService<ISessionManager>();
        var created = await sessions.CreateAsync(new("alice"));
        clock.Advance(60 * Second);
        await sessions.ValidateAsync(created.Tokens!.Token);

        await host.StopAsync();

        var stored = await storage.FindAsync(created.Session!.Id, default);
        Assert.Equal(clock.GetUtcNow(), stored!.Session.LastActivityAt);
        Assert.Equal([SessionAuditKind.Created, SessionAuditKind.Accessed], audit.Events.Select(e => e.Kind));
    }

    [Fact]
    public async Task What_is_noted_is_written_when_the_container_is_disposed()
    {
        var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Clock.Advance(60 * Second);
        await host.JudgeAsync(token);

        await host.DisposeAsync();

        Assert.Equal(host.Now, (await host.StoredAsync(session.Id)).LastActivityAt);
    }

    /// <summary>A trail that is behind is no reason for sessions in use to run out.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public async Task Uses_are_written_while_the_trail_hangs()
    {
        await using var host = SessionHost.Create();
        var (first, firstToken) = await host.SignInAsync();
        var (second, secondToken) = await host.SignInAsync("bob");
        var (hangs, released) = (Patience.Signal(), Patience.Signal());
        host.Audit.OnWrite = (_, _) =>
        {
            hangs.TrySetResult();
            return new(released.Task);
        };
        host.Clock.Advance(60 * Second);
        await host.JudgeAsync(firstToken);
        host.Clock.Advance(Second);
        await hangs.Task.WaitAsync(Patience.Limit);

        await host.JudgeAsync(secondToken);
        var used = host.Now;
        host.Clock.Advance(Second);

        Assert.Equal(2, host.Storage.Calls(StorageOperation.Touch));
        Assert.Equal(used, (await host.StoredAsync(second.Id)).LastActivityAt);
        Assert.Empty(host.Audit.Of(SessionAuditKind.Accessed));
        released.SetResult();
        await host.Audit.WaitForAsync(4);
        // Both batches go on at the same moment: neither has to come first.
        Assert.Equal(
            new[] { $"{first.Id}", $"{second.Id}" }.Order(StringComparer.Ordinal),
            host.Audit.Of(SessionAuditKind.Accessed)
                .Select(static entry => $"{entry.SessionId}")
                .Order(StringComparer.Ordinal)
        );
    }
}
