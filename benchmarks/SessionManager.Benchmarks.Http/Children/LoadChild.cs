using System.Text.Json;
using SessionManager.Benchmarks.Http.Load;

namespace SessionManager.Benchmarks.Http.Children;

/// <summary>The running load generator.</summary>
internal sealed class LoadChild(ChildProcess process) : IAsyncDisposable
{
    /// <summary>Starts it on a core, with so many threads to poll its sockets.</summary>
    public static LoadChild Start(Core core, int threads) =>
        new(
            ChildProcess.Start(
                ["load"],
                core,
                [
                    new("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"),
                    new("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", threads.ToString()),
                    // It does not allocate while it drives, so the server's collector would only take memory.
                    new("DOTNET_gcServer", "0"),
                ]
            )
        );

    public async Task<LoadResult> DriveAsync(LoadOrder order, CancellationToken cancellationToken)
    {
        await process.WriteLineAsync(
            JsonSerializer.Serialize(order, LoadJsonContext.Default.LoadOrder),
            cancellationToken
        );
        var line = await process.ReadLineAsync(cancellationToken);
        return JsonSerializer.Deserialize(line, LoadJsonContext.Default.LoadResult)!;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
