using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.DependencyInjection;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.Hosts;

/// <summary>The ways in which hosts put storages together, all on the same servers and the same keys.</summary>
internal sealed class HostStorages(string redis, string database, string prefix)
{
    public string Redis { get; } = redis;

    public static async Task<HostStorages> CreateAsync(string redis)
    {
        var database = await SessionDatabase.CreateAsync();
        return new HostStorages(redis, database, SharedRedis.NewPrefix());
    }

    public Action<ISessionManagerBuilder> Named(string name) =>
        name switch
        {
            "redis" => OnRedis,
            "cached redis" => builder =>
            {
                OnRedis(builder);
                builder.AddRedisChangeFeed().AddInProcessCache();
            },
            "postgres" => OnPostgres,
            "cached postgres" => builder =>
            {
                OnPostgres(builder);
                builder.AddRedisChangeFeed(feed => feed.KeyPrefix = prefix).AddInProcessCache();
            },
            "tiered" => OnTiers,
            "cached tiers" => builder =>
            {
                OnTiers(builder);
                builder.AddInProcessCache();
            },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };

    private void OnRedis(ISessionManagerBuilder builder) => builder.UseRedisStorage(o => o.KeyPrefix = prefix);

    private void OnPostgres(ISessionManagerBuilder builder)
    {
        builder.Services.AddPooledDbContextFactory<SessionDbContext>(options => options.UseNpgsql(database));
        builder.UseEntityFrameworkStorage<SessionDbContext>();
    }

    private void OnTiers(ISessionManagerBuilder builder)
    {
        OnPostgres(builder);
        builder.UseRedisCache(o => o.KeyPrefix = prefix);
    }
}
