using SessionManager.Benchmarks.Http.Children;
using SessionManager.Benchmarks.Http.Hosts;
using SessionManager.Benchmarks.Http.Hosts.Redis;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Http.Preparation;

/// <summary>A host that is up, has its sessions, and was seen to refuse a wrong cookie.</summary>
internal sealed record Contender(HostChild Host, IReadOnlyList<string> Cookies, RedisServer? Redis) : IAsyncDisposable
{
    public string Name => Host.Name;

    /// <summary>Gives null when the host cannot be measured yet.</summary>
    public static async Task<Contender?> StartAsync(
        HostOrder hosts,
        string name,
        Core core,
        int sessions,
        CancellationToken cancellationToken
    )
    {
        // One for each host: what it counts is then of this host, and nobody else's data is in it.
        var redis = HostRedis.IsUsedBy(name) ? await RedisServer.CreateAsync() : null;
        HostChild host;
        try
        {
            host = await HostChild.StartAsync(name, core, await hosts.SettingsAsync(name, redis), cancellationToken);
        }
        catch (NotWiredException exception)
        {
            await Console.Out.WriteLineAsync($"{name}: skipped, {exception.Message}");
            await StopAsync(redis);
            return null;
        }
        catch
        {
            await StopAsync(redis);
            throw;
        }

        try
        {
            var cookies = await Logins.CollectAsync(name, host.Client, sessions, cancellationToken);
            await AnswerCheck.RunAsync(host, HostNames.Create(name).Authenticates, cookies, cancellationToken);
            return new Contender(host, cookies, redis);
        }
        catch
        {
            await host.DisposeAsync();
            await StopAsync(redis);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await StopAsync(Redis);
    }

    private static ValueTask StopAsync(RedisServer? redis) => redis?.DisposeAsync() ?? default;
}
