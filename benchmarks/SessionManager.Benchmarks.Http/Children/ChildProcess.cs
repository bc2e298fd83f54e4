using System.Collections.Concurrent;
using System.Diagnostics;

namespace SessionManager.Benchmarks.Http.Children;

/// <summary>
/// This program again, in another role, spoken to by lines. It ends when its standard input closes, which happens even
/// if the harness is killed; otherwise it is killed when disposed or when the harness exits.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Process> Live = new();
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(2);

    private readonly Process _process;

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(
        IEnumerable<string> arguments,
        Core core,
        IEnumerable<KeyValuePair<string, string>> environment
    )
    {
        List<string> command = [.. core.Prefix, .. ThisProgram.Command, .. arguments];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Settings of the shell that started the harness must not reach one role and not another.
        start.Environment.Remove("ASPNETCORE_URLS");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
        Live[process.Id] = process;
        return new ChildProcess(process);
    }

    public async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken)
        ?? throw new InvalidOperationException(
            $"'{string.Join(' ', _process.StartInfo.ArgumentList)}' ended before it answered."
        );

    public async Task WriteLineAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var grace = new CancellationTokenSource(GracePeriod);
            await _process.WaitForExitAsync(grace.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Busy, or already gone with its pipe: either way it is killed next.
        }
        finally
        {
            Live.TryRemove(_process.Id, out _);
            Kill(_process);
            _process.Dispose();
        }
    }

    private static void KillAll()
    {
        foreach (var process in Live.Values)
            Kill(process);
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }
}
