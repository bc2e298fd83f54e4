using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Diagnostics;

public class MetricsTests
{
    [Fact]
    public async Task What_happens_is_counted()
    {
        using var meters = new CountingMeterFactory();
        await using var host = Host(meters, options => options.DefaultPolicy.MaxSessions = 1);
        var (first, firstToken) = await host.SignInAsync();
        var (_, token) = await host.SignInAsync();
        await host.Sessions.CreateAsync(new(""));
        await host.JudgeAsync(token);
        await host.JudgeAsync(token);
        await host.JudgeAsync(firstToken);
        await host.JudgeAsync("");
        await host.JudgeAsync("garbage");
        await host.Sessions.TouchAsync(first.Id);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.JudgeAsync(token);
        await host.Runtime.Activity.FlushAsync();
        await host.Sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll);

        Assert.Equal(2, meters.Sum("session_manager.creates", ("outcome", "Success")));
        Assert.Equal(1, meters.Sum("session_manager.creates", ("outcome", "Invalid")));
        Assert.Equal(3, meters.Sum("session_manager.validations", ("outcome", "Valid")));
        Assert.Equal(1, meters.Sum("session_manager.validations", ("outcome", "Terminated")));
        Assert.Equal(1, meters.Sum("session_manager.validations", ("outcome", "Missing")));
        Assert.Equal(1, meters.Sum("session_manager.validations", ("outcome", "Malformed")));
        Assert.Equal(1, meters.Sum("session_manager.ended", ("reason", "max_sessions_exceeded")));
        Assert.Equal(1, meters.Sum("session_manager.ended", ("reason", "user_logout_all")));
        Assert.Equal(1, meters.Sum("session_manager.touches"));
        Assert.DoesNotContain("alice", meters.AllTags, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Id.ToString()[5..], meters.AllTags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_are_counted()
    {
        using var meters = new CountingMeterFactory();
        await using var host = Host(meters);
        var (session, token) = await host.SignInAsync();
        host.Storage.Fail(StorageOperation.Touch);
        host.Clock.SetUtcNow(session.ExpiresAt - TimeSpan.FromSeconds(1));
        await host.JudgeAsync(token);
        host.Audit.OnWrite = (_, _) => throw new InvalidOperationException("down");
        await Assert.ThrowsAnyAsync<Exception>(async () => await host.Sessions.EraseUserAsync("alice", "root"));

        Assert.Equal(1, meters.Sum("session_manager.touches.skipped"));
        Assert.Equal(1, meters.Sum("session_manager.audit.failures", ("backend", nameof(RecordingAudit))));
    }

    [Fact]
    public async Task An_enricher_left_out_is_counted()
    {
        using var meters = new CountingMeterFactory();
        var enricher = new Moq.Mock<SessionManager.Enrichers.ISessionEnricher>();
        enricher
            .Setup(e =>
                e.EnrichAsync(
                    Moq.It.IsAny<SessionManager.Enrichers.SessionEnrichmentContext>(),
                    Moq.It.IsAny<CancellationToken>()
                )
            )
            .Throws(new InvalidOperationException("down"));
        await using var host = SessionHost.Create(build: builder =>
        {
            builder.Services.AddSingleton<IMeterFactory>(meters);
            builder.AddEnricher(_ => enricher.Object);
        });

        await host.SignInAsync();

        Assert.Equal(1, meters.Sum("session_manager.enricher.failures"));
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_storage_that_does_not_answer_at_once_is_timed()
    {
        using var meters = new CountingMeterFactory();
        await using var host = Host(meters);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var slow = host.Storage.Hold(StorageOperation.Find);
        var find = host.Sessions.GetAsync(SessionId.Create("alice")).AsTask();
        slow.Release();
        await find;
        var held = host.Storage.Hold(StorageOperation.Query);
        var call = host.Sessions.QueryAsync(new()).AsTask();
        await held.Reached.WaitAsync(Patience.Limit);
        await host.Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<SessionStorageException>(() => call);

        const string name = "session_manager.storage.duration";
        Assert.Equal(1, meters.Count(name, ("operation", "find"), ("outcome", "done")));
        Assert.Equal(30, meters.Sum(name, ("operation", "query"), ("outcome", "failed")));
    }

    [Fact]
    public void Every_verdict_has_a_tag_of_its_own()
    {
        using var meters = new CountingMeterFactory();
        using var metrics = new SessionManager.Diagnostics.SessionMetrics(meters);
        foreach (var reason in Enum.GetValues<SessionVerdictReason>())
        {
            metrics.Validated(reason);
            Assert.Equal(1, meters.Sum("session_manager.validations", ("outcome", reason.ToString())));
        }
    }

    private static SessionHost Host(
        CountingMeterFactory meters,
        Action<SessionManager.DependencyInjection.SessionManagerOptions>? configure = null
    ) => SessionHost.Create(configure, builder => builder.Services.AddSingleton<IMeterFactory>(meters));
}
