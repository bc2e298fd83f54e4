using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Maintenance;

public class ShutdownTests
{
    [Fact]
    public async Task Servers_stop_first_then_uses_are_written_then_the_trail()
    {
        var clock = new ManualTimeProvider();
        var order = new List<string>();
        var storage = new FaultInjectingSessionStorage(new MemorySessionStorage());
        var audit = new RecordingAudit();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSessionManager().UseStorage(_ => storage).AddAudit(_ => audit);
        builder.Services.AddHostedService<LastRequest>();
        using var host = builder.Build();
        await host.StartAsync();
        var sessions = host.Services.GetRequiredService<ISessionManager>();
        var token = (await sessions.CreateAsync(new("alice"))).Tokens!.Token;
        await audit.WaitForAsync(1);
        clock.Advance(TimeSpan.FromMinutes(1));
        LastRequest.Work = async () =>
        {
            order.Add("request");
            Assert.True((await sessions.ValidateAsync(token)).IsValid);
        };
        storage.Before(StorageOperation.Touch, _ => Note(order, "touch"));
        audit.OnWrite = (events, _) => Note(order, $"audit {events[0].Kind}");

        await host.StopAsync();

        Assert.Equal(["request", "touch", "audit Accessed"], order);
        Assert.Equal([SessionAuditKind.Created, SessionAuditKind.Accessed], audit.Events.Select(e => e.Kind));
    }

    [Fact]
    public async Task A_real_host_cleans_up_by_itself()
    {
        var clock = new ManualTimeProvider();
        var audit = new RecordingAudit();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSessionManager().AddAudit(_ => audit);
        using var host = builder.Build();
        await host.StartAsync();
        var created = await host.Services.GetRequiredService<ISessionManager>().CreateAsync(new("alice"));
        await audit.WaitForAsync(1);

        // In steps of an interval, each once cleanup is asleep: one that is late would sleep through a whole hour at once.
        for (var run = 0; run < 8; run++)
        {
            await clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
            clock.Advance(TimeSpan.FromMinutes(6));
        }

        await audit.WaitForAsync(2);

        Assert.Equal(
            (SessionAuditKind.Expired, created.Session!.Id, SessionTermination.System),
            (audit.Events[1].Kind, audit.Events[1].SessionId!.Value, audit.Events[1].Actor)
        );
        await host.StopAsync();
    }

    private static ValueTask Note(List<string> order, string what)
    {
        order.Add(what);
        return default;
    }

    /// <summary>A server whose last request comes while it is being stopped.</summary>
    private sealed class LastRequest : IHostedService
    {
        private static readonly AsyncLocal<Func<Task>?> Current = new();

        public static Func<Task>? Work
        {
            get => Current.Value;
            set => Current.Value = value;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Work?.Invoke() ?? Task.CompletedTask;
    }
}
