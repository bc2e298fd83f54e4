using StackExchange.Redis;

namespace SessionManager.Cli.Connections;

/// <summary>Connects to Redis once, and says so at once when that fails: nobody waits at a keyboard for a retry.</summary>
internal static class RedisConnector
{
    private const int PatienceMilliseconds = 5000;

    public static async Task<IConnectionMultiplexer> ConnectAsync(
        string connection,
        CancellationToken cancellationToken
    )
    {
        var options = ConfigurationOptions.Parse(connection);
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        options.ConnectTimeout = Math.Min(options.ConnectTimeout, PatienceMilliseconds);
        options.ClientName ??= "session-manager";
        return await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
