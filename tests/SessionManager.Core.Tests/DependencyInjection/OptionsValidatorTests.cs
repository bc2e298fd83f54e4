using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Management;

namespace SessionManager.Core.Tests.DependencyInjection;

[Trait("Req", "2.10")]
public class OptionsValidatorTests
{
    private static readonly TimeSpan Zero = TimeSpan.Zero;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Negative = TimeSpan.FromTicks(-1);

    /// <summary>Each names the option, and what the message must say besides.</summary>
    public static TheoryData<string, string, Action<SessionManagerOptions>> Bad =>
        new()
        {
            { "MinimumTimeout", "more than zero", o => o.MinimumTimeout = Zero },
            { "MaximumTimeout", "MinimumTimeout", o => o.MaximumTimeout = Minute },
            { "ActivityInterval", "more than zero", o => o.ActivityInterval = Zero },
            { "ActivityInterval", "lower it", o => o.ActivityInterval = 16 * Minute },
            { "ActivityFlushDelay", "more than zero", o => o.ActivityFlushDelay = Negative },
            { "StorageTimeout", "more than zero", o => o.StorageTimeout = Timeout.InfiniteTimeSpan },
            { "EnricherTimeout", "more than zero", o => o.EnricherTimeout = Zero },
            { "RotationGrace", "10 seconds", o => o.RotationGrace = Negative },
            { "RotationGrace", "10 seconds", o => o.RotationGrace = TimeSpan.FromSeconds(10) + TimeSpan.FromTicks(1) },
            { "MaxMetadataEntries", "zero or more", o => o.MaxMetadataEntries = -1 },
            { "MaxMetadataBytes", "at least 2", o => o.MaxMetadataBytes = 1 },
            { "AdminRoles", "remove it", o => o.AdminRoles.Add(" ") },
            { "FallbackRole", "Roles", o => o.FallbackRole = "nobody" },
            { "Cleanup.Interval", "1 second", o => o.Cleanup.Interval = TimeSpan.FromSeconds(0.9) },
            { "Cleanup.BatchSize", "1 to 100,000", o => o.Cleanup.BatchSize = 0 },
            { "Cleanup.BatchSize", "1 to 100,000", o => o.Cleanup.BatchSize = 100_001 },
            { "Cleanup.Retention", "zero or more", o => o.Cleanup.Retention = Negative },
            { "Audit.QueueCapacity", "at least 1", o => o.Audit.QueueCapacity = 0 },
            { "Audit.BatchSize", "at least 1", o => o.Audit.BatchSize = 0 },
            { "Audit.RetryDelay", "more than zero", o => o.Audit.RetryDelay = Zero },
            { "Audit.EnqueueTimeout", "more than zero", o => o.Audit.EnqueueTimeout = Zero },
            { "Audit.DrainTimeout", "more than zero", o => o.Audit.DrainTimeout = Zero },
            { "DefaultPolicy.IdleTimeout", "more than zero", o => o.DefaultPolicy.IdleTimeout = Zero },
            { "DefaultPolicy.AbsoluteLifetime", "more than zero", o => o.DefaultPolicy.AbsoluteLifetime = Negative },
            { "DefaultPolicy.RememberMeLifetime", "more than zero", o => o.DefaultPolicy.RememberMeLifetime = Zero },
            { "DefaultPolicy.IdleTimeout", "AbsoluteLifetime", o => o.DefaultPolicy.IdleTimeout = 24 * 60 * Minute },
            { "DefaultPolicy.MaxSessions", "int.MaxValue", o => o.DefaultPolicy.MaxSessions = 0 },
            { "Roles[\"r\"].IdleAfter", "zero (for never)", o => o.Roles["r"] = new() { IdleAfter = Negative } },
            {
                "Roles[\"r\"].RefreshThreshold",
                "zero or more",
                o => o.Roles["r"] = new() { RefreshThreshold = Negative }
            },
            {
                "Roles[\"r\"].RememberMeIdleTimeout",
                "RememberMeLifetime",
                o => o.Roles["r"] = new() { RememberMeIdleTimeout = TimeSpan.FromDays(31) }
            },
            {
                "Users[\"u\"].IdleTimeout",
                "ActivityInterval",
                o => o.Users["u"] = new() { IdleTimeout = 1.9 * Minute }
            },
            { "Users[\"u\"].MaxSessions", "at least 1", o => o.Users["u"] = new() { MaxSessions = -1 } },
            // A sign-in may ask for so short a timeout that a session in constant use would run out.
            { "MinimumTimeout", "ActivityInterval", o => o.MinimumTimeout = 1.9 * Minute },
            {
                "DefaultPolicy.RememberMeIdleTimeout",
                "ActivityInterval",
                o => o.DefaultPolicy.RememberMeIdleTimeout = 1.9 * Minute
            },
            // Longer than a timer can be set to.
            { "Cleanup.Interval", "30 days", o => o.Cleanup.Interval = TimeSpan.FromDays(60) },
            { "StorageTimeout", "at most", o => o.StorageTimeout = TimeSpan.FromDays(60) },
            { "EnricherTimeout", "at most", o => o.EnricherTimeout = TimeSpan.FromDays(60) },
            { "ActivityFlushDelay", "at most", o => o.ActivityFlushDelay = TimeSpan.FromDays(60) },
            { "Audit.EnqueueTimeout", "at most", o => o.Audit.EnqueueTimeout = TimeSpan.FromDays(60) },
            { "Audit.DrainTimeout", "at most", o => o.Audit.DrainTimeout = TimeSpan.FromDays(60) },
        };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_option_is_refused_with_its_name_and_the_fix(
        string option,
        string fix,
        Action<SessionManagerOptions> configure
    )
    {
        var options = new SessionManagerOptions();
        configure(options);

        var result = new SessionManagerOptionsValidator().Validate(null, options);

        Assert.True(result.Failed, option);
        Assert.Contains(
            result.Failures!,
            failure =>
                failure.StartsWith("SessionManagerOptions.", StringComparison.Ordinal)
                && failure.Contains(option, StringComparison.Ordinal)
                && failure.Contains(fix, StringComparison.Ordinal)
        );
    }

    public static TheoryData<Action<SessionManagerOptions>> Good =>
        new(
            _ => { },
            o => o.RotationGrace = Zero,
            o => o.RotationGrace = TimeSpan.FromSeconds(10),
            o => o.ActivityInterval = 2.5 * Minute,
            o => o.MaximumTimeout = o.MinimumTimeout,
            o => o.Cleanup.Interval = TimeSpan.FromSeconds(1),
            o => o.Cleanup.Retention = Zero,
            o => o.Cleanup.BatchSize = 100_000,
            o => o.MaxMetadataEntries = 0,
            o => o.DefaultPolicy.IdleAfter = Zero,
            o => o.DefaultPolicy.MaxSessions = int.MaxValue,
            o => o.Roles["brief"] = new() { AbsoluteLifetime = 10 * Minute },
            o => o.AdminRoles.Clear(),
            o =>
            {
                o.Roles["r"] = new();
                o.FallbackRole = "r";
            }
        );

    [Theory]
    [MemberData(nameof(Good), DisableDiscoveryEnumeration = true)]
    public void A_good_option_is_taken(Action<SessionManagerOptions> configure)
    {
        var options = new SessionManagerOptions();
        configure(options);

        Assert.True(new SessionManagerOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var options = new SessionManagerOptions { MaxMetadataBytes = 0, MaxMetadataEntries = -1 };

        Assert.Equal(2, new SessionManagerOptionsValidator().Validate(null, options).Failures!.Count());
    }

    [Fact]
    public async Task A_host_with_bad_options_does_not_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSessionManager(options => options.Cleanup.BatchSize = 0);
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("Cleanup.BatchSize", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_with_bad_memory_options_does_not_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSessionManager().UseMemoryStorage(options => options.MaxEndedSessions = -1);
        using var host = builder.Build();

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
    }

    [Fact]
    public void Without_a_host_bad_options_fail_at_first_use()
    {
        var services = new ServiceCollection();
        services.AddSessionManager(options => options.Cleanup.BatchSize = 0);
        using var provider = services.BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<ISessionManager>());
    }

    [Fact]
    public async Task The_longest_options_that_are_taken_work()
    {
        await using var host = SessionHost.Create(o =>
        {
            o.Cleanup.Retention = TimeSpan.MaxValue;
            o.DefaultPolicy.AbsoluteLifetime = TimeSpan.MaxValue;
            o.DefaultPolicy.IdleTimeout = TimeSpan.MaxValue;
        });
        var (session, _) = await host.SignInAsync();

        Assert.Equal(DateTimeOffset.MaxValue, session.ExpiresAt, TimeSpan.FromMilliseconds(1));
        await host.Sessions.CleanUpAsync();
        await host.Sessions.TouchAsync(session.Id);
        await host.Sessions.ExtendAsync(session.Id, TimeSpan.MaxValue);
    }
}
