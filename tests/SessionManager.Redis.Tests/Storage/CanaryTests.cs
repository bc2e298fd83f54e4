using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Management;
using SessionManager.Storage.Tiered;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>Everything that is in Redis, as somebody who stole its memory sees it.</summary>
public sealed class CanaryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "2")]
    [Trait("Req", "1.11")]
    public async Task Nothing_in_Redis_opens_a_session(bool behindMemory)
    {
        await using var redis = await OwnRedis.StartAsync();
        var services = new ServiceCollection();
        services.AddSingleton<IConnectionMultiplexer>(redis.Connection);
        // A busy machine is no failure that this is about.
        services.Configure<TieredStorageOptions>(static options => options.FastTierTimeout = WaitFor.Patience);
        var builder = services.AddSessionManager(static options => options.StorageTimeout = WaitFor.Patience);
        _ = behindMemory ? builder.UseMemoryStorage().UseRedisCache() : builder.UseRedisStorage();
        await using var provider = services.BuildServiceProvider();
        var sessions = provider.GetRequiredService<ISessionManager>();
        var opened = await sessions.CreateAsync(new SessionCreateRequest("alice"));
        var refreshed = await sessions.RefreshAsync(opened.Tokens!.Token);
        Assert.True((await sessions.ValidateAsync(refreshed.Tokens!.Token)).IsValid);
        // Nobody waits for a copy: until it is there, only the right to make one is.
        var stolen = "";
        await WaitFor.TrueAsync(async () =>
            (stolen = await EverythingAsync(redis)).Contains("alice", StringComparison.Ordinal)
        );

        foreach (var token in new[] { opened.Tokens.Token, refreshed.Tokens!.Token })
            Assert.DoesNotContain(token.Split('.')[1], stolen, StringComparison.Ordinal);
    }

    private static async Task<string> EverythingAsync(OwnRedis redis)
    {
        var all = new StringBuilder();
        foreach (var key in (await redis.Server.ExecuteAsync("KEYS", "*")).Split('\n'))
        {
            string[] command = await redis.Server.ExecuteAsync("TYPE", key) switch
            {
                "string" => ["GET", key],
                "hash" => ["HGETALL", key],
                "zset" => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
                "set" => ["SMEMBERS", key],
                // Gone since it was listed.
                "none" => ["TYPE", key],
                var other => throw new InvalidOperationException(other),
            };
            all.AppendLine(key).AppendLine(await redis.Server.ExecuteAsync(command));
        }

        return all.ToString();
    }
}
