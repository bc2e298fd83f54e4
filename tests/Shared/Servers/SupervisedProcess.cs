using System.Diagnostics;
using System.Globalization;

namespace SessionManager.Tests.Servers;

/// <summary>
/// A server that never outlives the test process. A small shell stands between the two and reads from a pipe: when the
/// pipe closes, because we closed it or because we were killed, it stops the server and deletes its folder. Until then
/// it signals the server for us.
/// </summary>
internal sealed class SupervisedProcess : IAsyncDisposable
{
    // $1: signal that ends the server, $2: its folder, $3: its log, then the command.
    private const string Script = """
        trap '' HUP INT TERM QUIT
        signal=$1 folder=$2 log=$3
        shift 3
        exec 2>>"$log"
        "$@" </dev/null >>"$log" &
        server=$!
        echo "$server"
        paused=
        while read -r word pids; do
          case $word in
            STOP) paused=$pids; kill -STOP $pids ;;
            CONT) paused=; kill -CONT $pids ;;
            KILL) kill -KILL $pids ;;
            keep) folder= ;;
          esac
          echo done
        done
        kill -CONT $paused
        kill -"$signal" "$server"
        tries=0
        while kill -0 "$server" && [ "$tries" -lt 600 ]; do sleep 0.05; tries=$((tries + 1)); done
        kill -KILL "$server"
        [ -z "$folder" ] || rm -rf "$folder"
        """;

    private readonly Process _shell;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private SupervisedProcess(Process shell, int pid)
    {
        _shell = shell;
        Pid = pid;
    }

    /// <summary>Of the server itself.</summary>
    public int Pid { get; }

    public bool IsRunning => ProcessTable.IsRunning([Pid]);

    /// <param name="stopSignal">What ends the server at once and leaves nothing of it behind, without "SIG".</param>
    /// <param name="folder">Deleted when the server stops.</param>
    /// <param name="log">Receives what the server prints.</param>
    /// <param name="command">Program and arguments.</param>
    public static async Task<SupervisedProcess> StartAsync(
        string stopSignal,
        string folder,
        string log,
        params IEnumerable<string> command
    )
    {
        var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", stopSignal, folder, log, .. command])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = folder,
            }
        )!;
        var pid = await shell.StandardOutput.ReadLineAsync();
        return new SupervisedProcess(shell, int.Parse(pid!, CultureInfo.InvariantCulture));
    }

    /// <summary>Ends the server and all its processes as a crash would: nothing of it gets to run again.</summary>
    public async Task KillAsync()
    {
        var family = await HaltAsync();
        await TellAsync("KILL", family);
        while (ProcessTable.IsRunning(family))
            await Task.Delay(5);
        await TellAsync("keep", []);
        await DisposeAsync();
    }

    /// <summary>Stops every process of the server where it stands; connections stay open and nothing answers.</summary>
    public async Task PauseAsync() => await HaltAsync();

    public Task ResumeAsync() => TellAsync("CONT", ProcessTable.Family(Pid));

    /// <summary>Stops the server and waits until it is gone, its folder too.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _turn.Dispose();
    }

    // The parent first: once it stands still the number of its children is final.
    private async Task<IReadOnlyList<int>> HaltAsync()
    {
        await TellAsync("STOP", [Pid]);
        var family = ProcessTable.Family(Pid);
        await TellAsync("STOP", family);
        return family;
    }

    private async Task TellAsync(string word, IReadOnlyList<int> pids)
    {
        await _turn.WaitAsync();
        try
        {
            await _shell.StandardInput.WriteLineAsync($"{word} {string.Join(' ', pids)}");
            await _shell.StandardInput.FlushAsync();
            _ = await _shell.StandardOutput.ReadLineAsync();
        }
        finally
        {
            _turn.Release();
        }
    }
}
