using System.Net;
using SessionManager.Benchmarks.Http.Hosts;

namespace SessionManager.Benchmarks.Http.Children;

/// <summary>A running host.</summary>
internal sealed class HostChild : IAsyncDisposable
{
    /// <summary>
    /// Methods are counted from the first call on instead of after a quiet spell, which a loaded host on one core does not
    /// get for half a minute. It ends on optimised code either way.
    /// </summary>
    private static readonly KeyValuePair<string, string>[] Settings = [new("DOTNET_TC_CallCountingDelayMs", "0")];

    private readonly ChildProcess _process;

    private HostChild(string name, ChildProcess process, Uri address)
    {
        Name = name;
        _process = process;
        // Cookies are handled by hand: the harness is a thousand users.
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = address,
        };
    }

    public string Name { get; }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="NotWiredException">The host cannot be measured yet.</exception>
    public static async Task<HostChild> StartAsync(
        string name,
        Core core,
        IEnumerable<KeyValuePair<string, string>> settings,
        CancellationToken cancellationToken
    )
    {
        var process = ChildProcess.Start(
            ["host", name, "--urls", $"http://{IPAddress.Loopback}:0"],
            core,
            [.. Settings, .. settings]
        );
        try
        {
            var line = await process.ReadLineAsync(cancellationToken);
            if (line.StartsWith(HostServer.Unavailable, StringComparison.Ordinal))
                throw new NotWiredException(line[HostServer.Unavailable.Length..]);
            if (line.StartsWith(HostServer.Listening, StringComparison.Ordinal))
                return new HostChild(name, process, new Uri(line[HostServer.Listening.Length..]));
            throw new InvalidOperationException($"Host '{name}' said '{line}' where its address was expected.");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task<ServerStats> ReadStatsAsync(CancellationToken cancellationToken) =>
        (await Client.GetFromJsonAsync(ServerStats.Path, HostJsonContext.Default.ServerStats, cancellationToken))!;

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _process.DisposeAsync();
    }
}
