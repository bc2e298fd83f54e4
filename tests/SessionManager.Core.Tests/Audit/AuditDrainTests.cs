using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Testing;

namespace SessionManager.Core.Tests.Audit;

/// <summary>What waits at the end is written, or counted.</summary>
public class AuditDrainTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_queue_is_drained_when_the_container_is_disposed(bool synchronously)
    {
        var host = Background(options => options.BatchSize = 3);
        var held = Patience.Signal();
        host.Audit.OnWrite = async (_, _) => await held.Task;
        for (var i = 0; i < 50; i++)
            await host.SignInAsync($"user{i}");

        var disposing = synchronously
            ? Task.Run(host.Services.Dispose)
            : Task.Run(async () => await host.DisposeAsync());
        held.SetResult();
        await disposing.WaitAsync(Patience.Limit);

        Assert.Equal(50, host.Audit.Events.Length);
    }

    [Fact]
    public async Task The_queue_is_drained_when_the_host_stops()
    {
        var audit = new RecordingAudit();
        var held = Patience.Signal();
        audit.OnWrite = async (_, _) => await held.Task;
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        builder.Services.AddSessionManager().AddAudit(_ => audit);
        using var host = builder.Build();
        await host.StartAsync();
        for (var i = 0; i < 50; i++)
            await host.Services.GetRequiredService<ISessionManager>().CreateAsync(new($"user{i}"));

        var stopping = host.StopAsync();
        held.SetResult();
        await stopping.WaitAsync(Patience.Limit);

        Assert.Equal(50, audit.Events.Length);
    }

    [Fact]
    public async Task What_could_not_be_drained_is_counted()
    {
        var host = Background(options => options.BatchSize = 2);
        var reached = Patience.Signal();
        host.Audit.OnWrite = async (_, token) =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        await host.SignInAsync("user0");
        await reached.Task.WaitAsync(Patience.Limit);
        for (var i = 1; i < 5; i++)
            await host.SignInAsync($"user{i}");

        var disposing = host.DisposeAsync().AsTask();
        await host.Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
        host.Clock.Advance(10 * Second);
        await disposing.WaitAsync(Patience.Limit);

        var entry = Assert.Single(host.Logs.Named("SessionAuditNotDrained"));
        Assert.Contains("5 audit event(s)", entry.Message, StringComparison.Ordinal);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Critical, entry.Level);
    }

    [Fact]
    public async Task After_the_end_an_event_is_refused_and_not_lost_in_silence()
    {
        var host = Background();
        await host.SignInAsync();
        var sessions = host.Sessions;
        await host.Runtime.Audit.DisposeAsync();
        await host.Runtime.Audit.DisposeAsync();

        await Assert.ThrowsAsync<SessionAuditException>(async () => await sessions.EraseUserAsync("alice", "root"));
    }

    private static SessionHost Background(
        Action<SessionAuditOptions>? configure = null,
        Action<ISessionManagerBuilder>? build = null
    ) =>
        SessionHost.Create(
            options =>
            {
                options.Audit.Mode = SessionAuditMode.Background;
                configure?.Invoke(options.Audit);
            },
            build
        );
}
