using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SessionManager.Audit;
using SessionManager.Audit.Logger;
using SessionManager.Audit.Metrics;
using SessionManager.Audit.NoOp;
using SessionManager.Backends;
using SessionManager.Backends.Opaque;
using SessionManager.DependencyInjection;
using SessionManager.Enrichers;
using SessionManager.Enrichers.Device;
using SessionManager.Enrichers.Geolocation;
using SessionManager.Enrichers.Risk;
using SessionManager.Policies;
using SessionManager.Storage;
using SessionManager.Storage.Memory;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What goes with <c>AddSessionManager</c>.</summary>
public static partial class SessionManagerBuilderExtensions
{
    /// <summary>Keeps sessions in this process. The default.</summary>
    public static ISessionManagerBuilder UseMemoryStorage(
        this ISessionManagerBuilder builder,
        Action<MemorySessionStorageOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder
            .Services.AddOptions<MemorySessionStorageOptions>()
            .Validate(
                static options => options.MaxEndedSessions >= 0,
                "MemorySessionStorageOptions.MaxEndedSessions must be zero or more."
            )
            .ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionStorage, MemorySessionStorage>());
        return builder;
    }

    /// <summary>Keeps sessions in a storage of the host's, in the place of any chosen before.</summary>
    public static ISessionManagerBuilder UseStorage(
        this ISessionManagerBuilder builder,
        Func<IServiceProvider, ISessionStorage> factory
    ) => builder.Replace(factory);

    /// <summary>Issues opaque tokens. The default.</summary>
    public static ISessionManagerBuilder UseOpaqueBackend(this ISessionManagerBuilder builder) =>
        builder.Replace<ISessionBackend>(static _ => new OpaqueSessionBackend());

    /// <summary>Issues credentials of the host's making, in the place of any chosen before.</summary>
    public static ISessionManagerBuilder UseBackend(
        this ISessionManagerBuilder builder,
        Func<IServiceProvider, ISessionBackend> factory
    ) => builder.Replace(factory);

    /// <summary>Decides policies by the host's own rule, in the place of the configured ones.</summary>
    public static ISessionManagerBuilder UsePolicyResolver(
        this ISessionManagerBuilder builder,
        Func<IServiceProvider, ISessionPolicyResolver> factory
    ) => builder.Replace(factory);

    /// <summary>Writes events to the host's log.</summary>
    public static ISessionManagerBuilder AddLoggerAudit(this ISessionManagerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ISessionAuditBackend, LoggerAuditBackend>(static provider =>
                new(
                    (
                        provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance
                    ).CreateLogger<LoggerAuditBackend>()
                )
            )
        );
        return builder;
    }

    /// <summary>Counts events in the meter <c>SessionManager</c>.</summary>
    public static ISessionManagerBuilder AddMetricsAudit(this ISessionManagerBuilder builder) =>
        builder.AddOnce<ISessionAuditBackend, MetricsAuditBackend>();

    /// <summary>Says that events are recorded nowhere.</summary>
    public static ISessionManagerBuilder AddNoOpAudit(this ISessionManagerBuilder builder) =>
        builder.AddOnce<ISessionAuditBackend, NoOpAuditBackend>();

    /// <summary>Adds an audit backend of the host's. Each call adds one.</summary>
    public static ISessionManagerBuilder AddAudit(
        this ISessionManagerBuilder builder,
        Func<IServiceProvider, ISessionAuditBackend> factory
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(factory);
        return builder;
    }

    /// <summary>Reads device, browser and operating system from the user agent.</summary>
    public static ISessionManagerBuilder AddDeviceEnricher(this ISessionManagerBuilder builder) =>
        builder.AddOnce<ISessionEnricher, DeviceFingerprintEnricher>();

    /// <summary>Adds the place of a sign-in by a lookup of the host's.</summary>
    public static ISessionManagerBuilder AddGeolocationEnricher(
        this ISessionManagerBuilder builder,
        Func<IServiceProvider, ISessionGeolocator> factory
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.Replace(ServiceDescriptor.Singleton(factory));
        return builder.AddOnce<ISessionEnricher, GeolocationEnricher>();
    }

    /// <summary>
    /// Says what is unusual about a sign-in: a new device, a new country, impossible travel, many addresses. Call it
    /// after <see cref="AddDeviceEnricher"/> and <see cref="AddGeolocationEnricher"/>.
    /// </summary>
    public static ISessionManagerBuilder AddRiskEnricher(
        this ISessionManagerBuilder builder,
        Action<SessionRiskOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder
            .Services.AddOptions<SessionRiskOptions>()
            .Validate(
                static options =>
                    options.History is >= 1 and <= SessionQuery.MaximumLimit
                    && options.MaximumSpeed > 0
                    && options.MinimumDistance >= 0
                    && options.ManyAddresses >= 2
                    && options.AddressWindow > TimeSpan.Zero,
                "SessionRiskOptions: History is 1 to 1000, MaximumSpeed and AddressWindow are more than zero, "
                    + "MinimumDistance is zero or more, ManyAddresses is at least 2."
            )
            .ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        return builder.AddOnce<ISessionEnricher, RiskEnricher>();
    }

    /// <summary>Adds an enricher of the host's, after those added before. Each call adds one.</summary>
    public static ISessionManagerBuilder AddEnricher(
        this ISessionManagerBuilder builder,
        Func<IServiceProvider, ISessionEnricher> factory
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(factory);
        return builder;
    }

    private static ISessionManagerBuilder Replace<TService>(
        this ISessionManagerBuilder builder,
        Func<IServiceProvider, TService> factory
    )
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.Replace(ServiceDescriptor.Singleton(factory));
        return builder;
    }

    private static ISessionManagerBuilder AddOnce<
        TService,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation
    >(this ISessionManagerBuilder builder)
        where TService : class
        where TImplementation : class, TService
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<TService, TImplementation>());
        return builder;
    }
}
