using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Moq;
using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.Testing;
using SessionManager.Testing.Logging;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>What <c>AddDatabaseAudit</c> registers, and what it refuses.</summary>
[Trait("Req", "3.12")]
public sealed class DatabaseAuditRegistrationTests
{
    [Fact]
    public async Task Adding_twice_registers_once()
    {
        var services = new ServiceCollection();
        services.AddDbContext<AuditContext>(static options => options.UseSqlite("Data Source=:memory:"));
        services
            .AddSessionManager()
            .AddDatabaseAudit<AuditContext>(static options => options.NodeId = "first")
            .AddDatabaseAudit<AuditContext>(static options => options.NodeId = "second");
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        var backend = Assert.Single(provider.GetServices<ISessionAuditBackend>());
        Assert.Same(provider.GetRequiredService<DatabaseAuditBackend<AuditContext>>(), backend);
        Assert.Equal("second", provider.GetRequiredService<DatabaseAuditBackend<AuditContext>>().NodeId);
        Assert.Single(provider.GetServices<ISessionAuditTrail>());
        Assert.Single(provider.GetServices<IHostedService>().OfType<DatabaseAuditRetentionService>());
    }

    public static TheoryData<string, Action<DatabaseAuditOptions>> Refused =>
        new()
        {
            { "NodeId", static options => options.NodeId = "" },
            { "NodeId", static options => options.NodeId = "a b" },
            { "NodeId", static options => options.NodeId = "nöde" },
            { "NodeId", static options => options.NodeId = new string('a', 65) },
            { "Key", static options => options.Key = [] },
            { "Key", static options => options.Key = new byte[31] },
            { "Retention", static options => options.Retention = TimeSpan.FromMinutes(59) },
            { "Retention", static options => options.Retention = TimeSpan.FromDays(-1) },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Options_that_cannot_work_stop_the_host(string option, Action<DatabaseAuditOptions> configure)
    {
        using var host = Host(configure);

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains($"DatabaseAuditOptions.{option} must be", Assert.Single(refused.Failures));
    }

    [Fact]
    public async Task Options_at_their_bounds_are_accepted()
    {
        using var host = Host(static options =>
        {
            options.NodeId = new string('~', 64);
            options.Key = new byte[32];
            options.Retention = TimeSpan.FromHours(1);
        });

        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    public void Tables_and_columns_have_the_documented_names()
    {
        var options = new DbContextOptionsBuilder<AuditContext>().UseNpgsql("Host=none");
        using var context = new AuditContext(options.Options);

        var script = context.Database.GenerateCreateScript();

        Assert.Contains(
            """
            CREATE TABLE session_audit (
                node_id character varying(64) NOT NULL,
                sequence bigint NOT NULL,
                at timestamp(6) with time zone NOT NULL,
                event character varying(32) NOT NULL,
                session_id character varying(31),
                user_id character varying(256),
                actor character varying(256) NOT NULL,
                reason character varying(256),
                ip_address character varying(45),
                user_agent character varying(512),
                details text,
                previous_hash bytea NOT NULL,
                hash bytea NOT NULL,
                CONSTRAINT pk_session_audit PRIMARY KEY (node_id, sequence)
            );
            """.ReplaceLineEndings(),
            script.ReplaceLineEndings()
        );
        Assert.Contains("CREATE TABLE session_audit_chains", script);
    }

    [Fact]
    public async Task Retention_purges_every_hour_and_survives_failures()
    {
        var time = new ManualTimeProvider();
        using var logs = new CapturingLoggerProvider();
        var trail = new Mock<ISessionAuditTrail>();
        var calls = new List<DateTimeOffset>();
        trail
            .Setup(static one =>
                one.PurgeAsync(It.IsAny<DateTimeOffset>(), It.IsAny<int>(), It.IsAny<CancellationToken>())
            )
            .Callback((DateTimeOffset before, int _, CancellationToken _) => calls.Add(before))
            .ThrowsAsync(new InvalidOperationException("the database is down"));
        using var service = Service(trail, time, logs, TimeSpan.FromDays(7));

        var start = time.GetUtcNow();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await service.StartAsync(default);
        await time.WaitForTimersAsync(1, patience.Token);
        while (calls.Count < 3)
        {
            Assert.InRange(time.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromHours(4));
            time.Advance(TimeSpan.FromMinutes(1));
            await time.WaitForTimersAsync(1, patience.Token);
        }

        var before = start.AddDays(-7);
        foreach (var call in calls)
        {
            Assert.InRange(call - before, TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(67));
            before = call;
        }

        await service.StopAsync(default);
        Assert.Equal(3, logs.Entries.Count(static entry => entry.Contains("SessionAuditPurgeFailed")));
    }

    [Fact]
    public async Task Without_retention_nothing_runs()
    {
        var time = new ManualTimeProvider();
        using var logs = new CapturingLoggerProvider();
        using var service = Service(new Mock<ISessionAuditTrail>(MockBehavior.Strict), time, logs, null);

        await service.StartAsync(default);
        await service.ExecuteTask!;

        Assert.Equal(0, time.ActiveTimers);
    }

    private static DatabaseAuditRetentionService Service(
        Mock<ISessionAuditTrail> trail,
        TimeProvider time,
        CapturingLoggerProvider logs,
        TimeSpan? retention
    ) =>
        new(
            trail.Object,
            new DatabaseAuditOptions { Retention = retention },
            time,
            LoggerFactoryExtensions.CreateLogger<DatabaseAuditRetentionService>(logs)
        );

    private static IHost Host(Action<DatabaseAuditOptions> configure)
    {
        var builder = new HostApplicationBuilder();
        builder.Services.AddDbContext<AuditContext>(static options => options.UseSqlite("Data Source=:memory:"));
        builder.Services.AddSessionManager().AddDatabaseAudit<AuditContext>(configure);
        return builder.Build();
    }
}
