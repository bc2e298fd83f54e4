using System.Diagnostics;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.Samples;

/// <summary>The sample as its reader starts it, and the lines it prints pasted into a shell.</summary>
public sealed class TwoNodesSampleTests
{
    private const string Mark = "----- next -----";

    [RedisTheory]
    [InlineData("false")]
    [InlineData("true")]
    [Trait("Req", "C8")]
    public async Task Each_line_that_the_sample_prints_works_as_it_stands(string cache)
    {
        await using var redis = await RedisServer.CreateAsync();
        using var sample = Start(redis, cache);
        try
        {
            var lines = await LinesAsync(sample);
            var answers = await PasteAsync(lines);

            Assert.Equal(5, answers.Count);
            Assert.Contains("\"user\":\"alice\"", answers[1], StringComparison.Ordinal);
            Assert.Contains("\"user\":\"alice\"", answers[2], StringComparison.Ordinal);
            Assert.Contains("204 No Content", answers[3], StringComparison.Ordinal);
            Assert.Contains("401 Unauthorized", answers[4], StringComparison.Ordinal);
        }
        finally
        {
            sample.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(RedisServer redis, string cache)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (
            var argument in new[]
            {
                Path.Combine(AppContext.BaseDirectory, "TwoNodes.dll"),
                $"--redis={redis.ConnectionString}",
                $"--cache={cache}",
                "--first=http://127.0.0.1:0",
                "--second=http://127.0.0.1:0",
            }
        )
        {
            start.ArgumentList.Add(argument);
        }

        // Plain http is for development.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // The first call of a process that has just started takes a busy machine more than the second it has.
        start.Environment["SessionManager__StorageTimeout"] = "00:00:30";
        return Process.Start(start)!;
    }

    private static async Task<List<string>> LinesAsync(Process sample)
    {
        var lines = new List<string>();
        using var patience = new CancellationTokenSource(WaitFor.Patience);
        while (await sample.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (
                line.StartsWith("curl ", StringComparison.Ordinal)
                || line.StartsWith("TOKEN=", StringComparison.Ordinal)
            )
                lines.Add(line);
            if (line.StartsWith("Ctrl+C", StringComparison.Ordinal))
                break;
        }

        return lines;
    }

    private static async Task<IReadOnlyList<string>> PasteAsync(IReadOnlyList<string> lines)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("sh")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var output = shell.StandardOutput.ReadToEndAsync();
        foreach (var line in lines)
            await shell.StandardInput.WriteLineAsync($"{line}\necho '{Mark}'");
        shell.StandardInput.Close();
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (await output).Split(Mark)[..^1];
    }
}
