using SessionManager.Benchmarks.Http.Children;
using SessionManager.Benchmarks.Http.Hosts;

namespace SessionManager.Benchmarks.Http.Preparation;

/// <summary>A host that is up, has its sessions, and was seen to refuse a wrong cookie.</summary>
internal sealed record Contender(HostChild Host, IReadOnlyList<string> Cookies) : IAsyncDisposable
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
        HostChild host;
        try
        {
            host = await HostChild.StartAsync(name, core, await hosts.SettingsAsync(name), cancellationToken);
        }
        catch (NotWiredException exception)
        {
            await Console.Out.WriteLineAsync($"{name}: skipped, {exception.Message}");
            return null;
        }

        try
        {
            var cookies = await Logins.CollectAsync(host.Client, sessions, cancellationToken);
            await AnswerCheck.RunAsync(host, HostNames.Create(name).Authenticates, cookies, cancellationToken);
            return new Contender(host, cookies);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
