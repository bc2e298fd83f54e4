using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace SessionManager.Cli.Tests.Tool;

/// <summary>One run of the tool, in the environment that a test gives it and no other.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _writing;
    private readonly Channel<bool> _lines = Channel.CreateUnbounded<bool>();
    private readonly Task _reading;
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ToolProcess(Process process, string expected)
    {
        _process = process;
        _writing = ReadOutputAsync();
        _reading = ReadErrorAsync(expected);
    }

    /// <summary>Runs the tool to its end.</summary>
    public static async Task<ToolResult> RunAsync(
        string[] arguments,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        using var tool = await StartAsync(arguments, input, environment);
        return await tool.EndAsync();
    }

    /// <param name="arguments">The command line.</param>
    /// <param name="input">What comes from standard input.</param>
    /// <param name="environment">Variables beside those of the system.</param>
    /// <param name="expected">What <see cref="WaitForErrorAsync"/> waits for.</param>
    public static async Task<ToolProcess> StartAsync(
        string[] arguments,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null,
        string expected = "\0"
    )
    {
        var tool = await InstalledTool.GetAsync();
        // A shell that runs the tests in its background has Ctrl+C ignored, and what they start would inherit that.
        var start = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=INT", tool, .. arguments])
            : new ProcessStartInfo(tool, arguments);
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        start.WorkingDirectory = Path.GetTempPath();
        foreach (
            var name in start.Environment.Keys.Where(n => n.StartsWith("SESSION", StringComparison.Ordinal)).ToList()
        )
            start.Environment.Remove(name);
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(InstalledTool.Dotnet));
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return new ToolProcess(process, expected);
    }

    /// <summary>Waits until standard error has a line with the text that was expected.</summary>
    public Task WaitForErrorAsync() => _said.Task.WaitAsync(Patience);

    /// <summary>Waits until standard output has so many lines more.</summary>
    public async Task WaitForOutputAsync(int lines)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (; lines > 0; lines--)
            await _lines.Reader.ReadAsync(patience.Token);
    }

    /// <summary>What Ctrl+C at a keyboard does.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async Task<ToolResult> EndAsync()
    {
        await _writing.WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
        await _process.WaitForExitAsync();
        return new ToolResult(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.Append(line).Append('\n');
            await _lines.Writer.WriteAsync(item: true);
        }

        _lines.Writer.Complete();
    }

    private async Task ReadErrorAsync(string expected)
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _error.AppendLine(line);
            if (line.Contains(expected, StringComparison.Ordinal))
                _said.TrySetResult();
        }

        _said.TrySetException(new InvalidOperationException($"The tool ended without '{expected}': {_error}"));
        _ = _said.Task.Exception;
    }
}
