using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Maintenance;
using SessionManager.Storage.Caching;
using SessionManager.Testing.Caching;

namespace SessionManager.Core.Tests.Diagnostics;

public class HealthCheckTests
{
    [Fact]
    public async Task All_is_well()
    {
        await using var host = Checked();

        var (status, entry) = await CheckAsync(host);

        Assert.Equal(HealthStatus.Healthy, status);
        Assert.Equal(0, entry.Data["audit_waiting"]);
        Assert.Equal(0, entry.Data["cleanup_failures"]);
    }

    [Fact]
    public async Task A_storage_that_does_not_answer_is_unhealthy()
    {
        await using var host = Checked();
        using var down = host.Storage.Fail(exception: new InvalidOperationException("driver"));

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status);

        down.Dispose();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task A_storage_that_hangs_is_unhealthy_in_time()
    {
        await using var host = Checked();
        using var held = host.Storage.Hold();

        var check = CheckAsync(host);
        await held.Reached.WaitAsync(Patience.Limit);
        await host.Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HealthStatus.Unhealthy, (await check.WaitAsync(Patience.Limit)).Status);
    }

    [Fact]
    public async Task An_audit_backend_that_does_not_write_is_unhealthy_by_name()
    {
        await using var host = Checked();
        host.Audit.OnWrite = (_, _) => throw new InvalidOperationException("down");
        await Assert.ThrowsAnyAsync<Exception>(async () => await host.Sessions.EraseUserAsync("alice", "root"));

        var (status, entry) = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.Contains(nameof(RecordingAudit), entry.Description, StringComparison.Ordinal);

        host.Audit.OnWrite = null;
        await host.Sessions.EraseUserAsync("alice", "root");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task Cleanup_that_fails_twice_is_degraded()
    {
        await using var host = Checked();
        var state = host.Services.GetRequiredService<SessionCleanupState>();
        state.Failed();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);

        state.Failed();
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(host)).Status);

        state.Succeeded(host.Now);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        Assert.Equal(host.Now, state.LastSuccess);
    }

    /// <summary>Sessions are served without it, so it is no reason to take a host out; but somebody should know.</summary>
    [Theory]
    [InlineData(true, "for 90 s")]
    [InlineData(false, "is down")]
    public async Task A_change_feed_that_is_down_is_degraded(bool isKnown, string told)
    {
        var feed = new InProcessChangeFeed();
        await using var host = Checked(feed);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);

        feed.Disconnect();
        feed.DisconnectedAt = isKnown ? host.Now.AddSeconds(-90) : null;
        var (status, entry) = await CheckAsync(host);

        Assert.Equal(HealthStatus.Degraded, status);
        Assert.Contains(told, entry.Description, StringComparison.Ordinal);
        Assert.Equal(isKnown, entry.Data.ContainsKey("change_feed_down_seconds"));
        feed.Reconnect();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    private static SessionHost Checked(ISessionChangeFeed? feed = null) =>
        SessionHost.Create(build: builder =>
        {
            builder.Services.AddHealthChecks().AddSessionManager();
            if (feed is not null)
                builder.Services.AddSingleton(feed);
        });

    private static async Task<(HealthStatus Status, HealthReportEntry Entry)> CheckAsync(SessionHost host)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        var entry = Assert.Single(report.Entries);
        Assert.Equal("session_manager", entry.Key);
        return (entry.Value.Status, entry.Value);
    }
}
