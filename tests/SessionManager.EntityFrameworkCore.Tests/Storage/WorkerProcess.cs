using System.Diagnostics;
using System.Globalization;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Another process of the operating system that signs a user in again and again.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts it, and waits until it stands before its first sign-in.</summary>
    public static async Task<WorkerProcess> StartAsync(
        TestDatabase database,
        string user,
        int times,
        int maximum,
        SessionLimitAction action
    )
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [
                "exec",
                Path.Combine(AppContext.BaseDirectory, "SessionManager.EntityFrameworkCore.Tests.Process.dll"),
                database.IsSqlite ? DatabaseKinds.Sqlite : DatabaseKinds.PostgreSql,
                database.ConnectionString,
                user,
                times.ToString(CultureInfo.InvariantCulture),
                maximum.ToString(CultureInfo.InvariantCulture),
                action.ToString(),
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var worker = new WorkerProcess(Process.Start(start)!);
        Assert.Equal("ready", await worker.ReadAsync());
        return worker;
    }

    public void Go() => _process.StandardInput.WriteLine("go");

    /// <summary>How many sign-ins succeeded.</summary>
    public async Task<int> ResultAsync() =>
        int.Parse(await ReadAsync(), NumberStyles.Integer, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task<string> ReadAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience);
        return line ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());
    }
}
