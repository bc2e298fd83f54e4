using System.Text.Json;

namespace SessionManager.Benchmarks.Http.Load;

/// <summary>
/// The process of the load generator: an order a line in, a result a line out. One process serves a whole measurement,
/// so its own code is compiled and settled when it counts.
/// </summary>
internal static class LoadServer
{
    public static async Task<int> RunAsync(TextReader orders, TextWriter results)
    {
        while (await orders.ReadLineAsync() is { } line)
        {
            var order = JsonSerializer.Deserialize(line, LoadJsonContext.Default.LoadOrder)!;
            var result = await LoadRun.RunAsync(order);
            await results.WriteLineAsync(JsonSerializer.Serialize(result, LoadJsonContext.Default.LoadResult));
            await results.FlushAsync();
        }

        return 0;
    }
}
