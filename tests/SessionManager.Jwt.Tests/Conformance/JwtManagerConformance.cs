using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.Backends;
using SessionManager.DependencyInjection;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Testing.Management;

namespace SessionManager.Jwt.Tests.Conformance;

/// <summary>A whole manager with access and refresh tokens: the suite of every manager, and what only tokens are for.</summary>
public abstract partial class JwtManagerConformance : SessionManagerConformance
{
    private readonly List<ServiceProvider> _hosts = [];

    /// <summary>
    /// The suite holds one token over hours of use and refreshes nothing: the access token lives as long as a session
    /// may, so that the session is what decides.
    /// </summary>
    protected override ISessionBackend CreateBackend(IServiceProvider services) =>
        JwtParts.Backend(Clock, static options => options.AccessTokenLifetime = TimeSpan.FromDays(1));

    public override async Task DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Another host over the same storage.</summary>
    private ISessionManager Open(
        Action<JwtSessionOptions> configure,
        Action<SessionManagerOptions>? manager = null,
        TimeProvider? time = null
    ) =>
        OpenWith(
            builder =>
                builder.UseJwtBackend(options =>
                {
                    (options.Issuer, options.Audience) = (JwtParts.Issuer, JwtParts.Audience);
                    configure(options);
                }),
            manager,
            time
        );

    private ISessionManager OpenWith(
        Action<ISessionManagerBuilder> build,
        Action<SessionManagerOptions>? manager = null,
        TimeProvider? time = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? Clock);
        services.AddSingleton<ILoggerFactory>(Logs);
        var builder = services.AddSessionManager(manager).UseStorage(_ => Storage).AddAudit(_ => Audit);
        build(builder);
        var host = services.BuildServiceProvider();
        _hosts.Add(host);
        return host.GetRequiredService<ISessionManager>();
    }

    private static JwtSigningKey Secret() => TestKeys.Of(JwtAlgorithm.HS256);

    private static async Task<SessionCreateResult> SignInAsync(ISessionManager sessions)
    {
        var created = await sessions.CreateAsync(new SessionCreateRequest("alice"));
        Assert.True(created.Succeeded, $"{created.Outcome}");
        return created;
    }
}
