using System.Diagnostics;
using System.Text;

namespace SessionManager.Cli.Tests.Tool;

/// <summary>One run of the tool at a pseudo-terminal, as somebody sits before it.</summary>
internal sealed class TerminalProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;

    private TerminalProcess(Process process) => _process = process;

    /// <param name="arguments">The command line.</param>
    /// <param name="redirection">What the shell does with the tool's streams, such as <c>2>/dev/null</c>.</param>
    public static async Task<TerminalProcess> StartAsync(string[] arguments, string redirection = "")
    {
        var tool = await InstalledTool.GetAsync();
        var command = string.Join(' ', new[] { tool }.Concat(arguments).Select(Quoted));
        var start = new ProcessStartInfo(
            "script",
            ["-qefc", $"exec env --default-signal=INT {command} {redirection}", "/dev/null"]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["TERM"] = "xterm";
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(InstalledTool.Dotnet));
        return new TerminalProcess(Process.Start(start)!);
    }

    /// <summary>Waits for a question, types the answer, and gives everything that was to be seen.</summary>
    public async Task<ToolResult> AnswerAsync(string question, string keys)
    {
        using var patience = new CancellationTokenSource(Patience);
        var seen = new StringBuilder();
        var buffer = new char[1024];
        var isAnswered = false;
        while (await _process.StandardOutput.ReadAsync(buffer, patience.Token) is var read and > 0)
        {
            seen.Append(buffer, 0, read);
            if (isAnswered || !seen.ToString().Contains(question, StringComparison.Ordinal))
                continue;
            isAnswered = true;
            await _process.StandardInput.WriteAsync(keys);
            await _process.StandardInput.FlushAsync(patience.Token);
        }

        await _process.WaitForExitAsync(patience.Token);
        Assert.True(isAnswered, seen.ToString());
        return new ToolResult(_process.ExitCode, seen.ToString(), "");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Quoted(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
