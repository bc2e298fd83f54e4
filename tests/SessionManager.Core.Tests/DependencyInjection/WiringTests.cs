using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.Backends.Opaque;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Core.Tests.Policies;
using SessionManager.DependencyInjection;
using SessionManager.Enrichers;
using SessionManager.Management;
using SessionManager.Policies;
using SessionManager.Storage;
using SessionManager.Storage.Memory;

namespace SessionManager.Core.Tests.DependencyInjection;

[Trait("Req", "C6")]
public class WiringTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_default_works_on_a_bare_container(bool synchronously)
    {
        var services = new ServiceCollection();
        services.AddSessionManager();
        var provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }
        );
        var sessions = provider.GetRequiredService<ISessionManager>();

        var created = await sessions.CreateAsync(new("alice"));

        Assert.True((await sessions.ValidateAsync(created.Tokens!.Token)).IsValid);
        Assert.IsType<MemorySessionStorage>(provider.GetRequiredService<ISessionStorage>());
        Assert.IsType<OpaqueSessionBackend>(provider.GetRequiredService<ISessionBackend>());
        Assert.Same(sessions, provider.GetRequiredService<SessionManagerService>());
        Assert.Same(sessions, provider.CreateScope().ServiceProvider.GetRequiredService<ISessionManager>());
        if (synchronously)
            provider.Dispose();
        else
            await provider.DisposeAsync();
    }

    [Fact]
    public async Task Every_extra_works_on_a_bare_container()
    {
        var services = new ServiceCollection();
        services
            .AddSessionManager()
            .UseMemoryStorage(options => options.MaxEndedSessions = 5)
            .UseOpaqueBackend()
            .AddLoggerAudit()
            .AddMetricsAudit()
            .AddNoOpAudit()
            .AddDeviceEnricher();
        await using var provider = services.BuildServiceProvider();

        Assert.True((await provider.GetRequiredService<ISessionManager>().CreateAsync(new("alice"))).Succeeded);
    }

    [Fact]
    public void A_second_call_adds_no_second_anything()
    {
        var services = new ServiceCollection();
        services.AddSessionManager(options => options.MaxMetadataEntries = 1);
        var before = Registered(services);

        services.AddSessionManager(options => options.MaxMetadataBytes = 99);

        Assert.Equal(before, Registered(services));
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<SessionManagerOptions>>().Value;
        Assert.Equal((1, 99), (options.MaxMetadataEntries, options.MaxMetadataBytes));
        Assert.Equal(2, provider.GetServices<IHostedService>().Count());
        Assert.Single(provider.GetServices<ISessionManager>());
    }

    [Fact]
    public async Task Use_replaces_what_was_chosen_before()
    {
        var services = new ServiceCollection();
        var storage = new MemorySessionStorage();
        var backend = new OpaqueSessionBackend();
        var policies = new FixedPolicy(new SessionPolicy());
        services
            .AddSessionManager()
            .UseStorage(_ => new UnreadableStorage())
            .UseMemoryStorage()
            .UseStorage(_ => storage)
            .UseOpaqueBackend()
            .UseBackend(_ => backend)
            .UsePolicyResolver(_ => policies);
        services.AddSessionManager();
        await using var provider = services.BuildServiceProvider();

        Assert.Same(storage, Assert.Single(provider.GetServices<ISessionStorage>()));
        Assert.Same(backend, Assert.Single(provider.GetServices<ISessionBackend>()));
        Assert.Same(policies, Assert.Single(provider.GetServices<ISessionPolicyResolver>()));
    }

    [Fact]
    public void Add_of_the_same_changes_nothing_and_of_the_hosts_own_adds_one()
    {
        var services = new ServiceCollection();
        var builder = services.AddSessionManager();
        for (var i = 0; i < 2; i++)
        {
            builder
                .AddLoggerAudit()
                .AddMetricsAudit()
                .AddNoOpAudit()
                .AddDeviceEnricher()
                .AddAudit(_ => new RecordingAudit())
                .AddEnricher(_ => new NoOpEnricher());
        }

        using var provider = services.BuildServiceProvider();

        Assert.Equal(5, provider.GetServices<ISessionAuditBackend>().Count());
        Assert.Equal(3, provider.GetServices<ISessionEnricher>().Count());
        Assert.Same(services, builder.Services);
    }

    [Fact]
    public void What_a_host_registered_before_stays()
    {
        var services = new ServiceCollection();
        var storage = new MemorySessionStorage();
        services.AddSingleton<ISessionStorage>(storage);
        services.AddSessionManager();
        using var provider = services.BuildServiceProvider();

        Assert.Same(storage, provider.GetRequiredService<ISessionStorage>());
        Assert.Same(TimeProvider.System, provider.GetRequiredService<TimeProvider>());
    }

    [Fact]
    public void Null_is_refused_by_name()
    {
        var builder = new ServiceCollection().AddSessionManager();

        Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddSessionManager());
        Assert.Throws<ArgumentNullException>(() => builder.UseStorage(null!));
        Assert.Throws<ArgumentNullException>(() => builder.UseBackend(null!));
        Assert.Throws<ArgumentNullException>(() => builder.AddAudit(null!));
        Assert.Throws<ArgumentNullException>(() => ((ISessionManagerBuilder)null!).AddLoggerAudit());
    }

    [Fact]
    public async Task History_in_memory_is_bounded()
    {
        var services = new ServiceCollection();
        services
            .AddSessionManager(options => options.DefaultPolicy.MaxSessions = 1)
            .UseMemoryStorage(options => options.MaxEndedSessions = 3);
        await using var provider = services.BuildServiceProvider();
        var sessions = provider.GetRequiredService<ISessionManager>();

        for (var i = 0; i < 10; i++)
            await sessions.CreateAsync(new("alice"));

        Assert.Equal(4, (await sessions.GetStatisticsAsync()).Total);
    }

    private static string[] Registered(IServiceCollection services) =>
        [
            .. services
                .Where(s =>
                    s.ServiceType.Namespace!.StartsWith("SessionManager", StringComparison.Ordinal)
                    || s.ServiceType == typeof(IHostedService)
                    || s.ServiceType == typeof(TimeProvider)
                    || s.ServiceType == typeof(IValidateOptions<SessionManagerOptions>)
                )
                .Select(s => s.ServiceType.FullName!),
        ];
}
