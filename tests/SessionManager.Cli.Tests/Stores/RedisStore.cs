using Microsoft.Extensions.DependencyInjection;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Cli.Tests.Stores;

internal sealed class RedisStore : Store
{
    private readonly string _prefix = SharedRedis.NewPrefix();
    private string _connection = "";
    private IConnectionMultiplexer? _multiplexer;

    public override string[] Connection => ["--connection", _connection, "--key-prefix", _prefix];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _multiplexer?.Dispose();
    }

    protected override async Task PrepareAsync()
    {
        _connection = (await SharedRedis.GetAsync()).ConnectionString;
        _multiplexer = await ConnectionMultiplexer.ConnectAsync(_connection);
    }

    protected override void Add(IServiceCollection services)
    {
        services.AddSingleton(_multiplexer!);
        services
            .AddSessionManager(options => options.StorageTimeout = TimeSpan.FromSeconds(30))
            .AddDeviceEnricher()
            .UseRedisStorage(options => options.KeyPrefix = _prefix);
    }
}
