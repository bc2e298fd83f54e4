using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Storage.Caching;

namespace SessionManager.DependencyInjection;

/// <summary>Reads the configuration section <c>SessionManager:Cache</c>, if the host has a configuration.</summary>
internal sealed class ConfigureSessionCacheOptions(IServiceProvider services) : IConfigureOptions<SessionCacheOptions>
{
    public void Configure(SessionCacheOptions options) =>
        services
            .GetService<IConfiguration>()
            ?.GetSection(ConfigureSessionManagerOptions.Section)
            .GetSection("Cache")
            .Bind(options);
}
