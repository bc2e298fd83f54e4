using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Benchmarks.Storage;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Benchmarks.Redis;

/// <summary>
/// A new empty Redis and the storage on it as two nodes register it, each over a connection of its own. Below the
/// manager: no timeout cuts a slow operation short.
/// </summary>
internal sealed class RedisStore : IAsyncDisposable
{
    /// <summary>So many sign-ins are under way at once while it is filled.</summary>
    private const int InFlight = 256;

    // Every command that takes longer than a tenth of a millisecond of the server, and more of them than a run has.
    private static readonly string[] Settings = ["slowlog-log-slower-than 100", "slowlog-max-len 100000"];

    private readonly RedisServer _server;
    private readonly ServiceProvider[] _nodes;
    private SessionId[] _live = [];

    private RedisStore(RedisServer server, IConnectionMultiplexer[] connections)
    {
        _server = server;
        _nodes = [.. connections.Select(Build)];
        Database = connections[0].GetDatabase();
        Storage = _nodes[0].GetRequiredService<ISessionStorage>();
        OtherNode = _nodes[1].GetRequiredService<ISessionStorage>();
    }

    public IDatabase Database { get; }

    public ISessionStorage Storage { get; }

    public ISessionStorage OtherNode { get; }

    public static async Task<RedisStore> OpenAsync()
    {
        var server = await RedisServer.CreateAsync(new() { Settings = Settings });
        return new RedisStore(
            server,
            [
                await ConnectionMultiplexer.ConnectAsync(server.ConnectionString),
                await ConnectionMultiplexer.ConnectAsync(server.ConnectionString),
            ]
        );
    }

    /// <summary>
    /// Signs users in, named by a prefix and a number from 0 on, through the storage. Each session ends so long from
    /// now and was used some hour before, at a time of its own.
    /// </summary>
    public async Task SeedAsync(string prefix, int count, int perUser, TimeSpan? endsIn = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var ids = new SessionId[count];
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (i, cancellation) =>
            {
                var (spread, created) = (TimeSpan.FromSeconds(i % 3600), now.AddHours(-6));
                var record = SampleRecord.Create($"{prefix}-{i / perUser}", created);
                record = record with
                {
                    Session = record.Session with
                    {
                        LastActivityAt = now.AddHours(-3) - spread,
                        ExpiresAt = endsIn is { } time ? now + time - spread : now.AddHours(10) + spread,
                        AbsoluteExpiresAt = now.AddHours(20),
                        IdleTimeout = TimeSpan.FromHours(12),
                    },
                };
                ids[i] = record.Session.Id;
                var result = await Storage.InsertAsync(record, SessionLimit.None, cancellation);
                if (result.Outcome != SessionInsertOutcome.Inserted)
                    throw new InvalidOperationException($"A sign-in was answered by {result.Outcome}.");
            }
        );
        if (endsIn is null && _live.Length == 0)
            _live = ids;
    }

    /// <summary>Sessions of the first seed that live, in no order; fewer where there are fewer.</summary>
    public SessionId[] Sample(int count)
    {
        var random = new Random(7);
        return count >= _live.Length
            ? [.. _live.OrderBy(_ => random.Next())]
            :
            [
                .. Enumerable
                    .Range(0, count + (count / 4))
                    .Select(_ => _live[random.Next(_live.Length)])
                    .Distinct()
                    .Take(count),
            ];
    }

    public async Task<double> InfoAsync(string field) =>
        double.Parse(await _server.InfoAsync(field), CultureInfo.InvariantCulture);

    /// <summary>Milliseconds of processor time that the server has used: steadier than the clock on a shared machine.</summary>
    public async Task<double> CpuAsync() => 1000 * (await InfoAsync("used_cpu_user") + await InfoAsync("used_cpu_sys"));

    public Task ResetSlowestAsync() => _server.ExecuteAsync("SLOWLOG", "RESET");

    /// <summary>The longest that one command held up the server, by its own clock, since it was asked to forget.</summary>
    public async Task AddSlowestAsync(Figures figures, string what)
    {
        var entries = (RedisResult[])(await Database.ExecuteAsync("SLOWLOG", "GET", "100000"))!;
        var longest = entries.Select(static entry => (long)((RedisResult[])entry!)[2]).DefaultIfEmpty().Max();
        figures.Add(what, longest / 1000d, "ms");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static ServiceProvider Build(IConnectionMultiplexer connection)
    {
        var services = new ServiceCollection();
        // By a factory, so that the container closes it.
        services.AddSingleton(_ => connection);
        services.AddSessionManager().UseRedisStorage();
        return services.BuildServiceProvider();
    }
}
