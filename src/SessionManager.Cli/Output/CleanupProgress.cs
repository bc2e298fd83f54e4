using System.Globalization;
using SessionManager.Management;

namespace SessionManager.Cli.Output;

/// <summary>Shows how far a cleanup is: a line that moves on a terminal, else a line a second.</summary>
internal sealed class CleanupProgress(Terminal terminal, TimeProvider time) : IProgress<SessionCleanupResult>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private long _said;
    private StatusContext? _status;

    /// <summary>The counts so far.</summary>
    public SessionCleanupResult Last { get; private set; } = new(0, 0);

    public Task<T> WatchAsync<T>(Func<Task<T>> work) =>
        terminal.ShowsProgress
            ? terminal
                .Error.Status()
                .StartAsync(
                    "Cleaning up",
                    status =>
                    {
                        _status = status;
                        return work();
                    }
                )
            : work();

    public void Report(SessionCleanupResult value)
    {
        Last = value;
        if (_status is { } status)
            status.Status = Markup.Escape(Line());
        else if (_said == 0 || time.GetElapsedTime(_said) >= Between)
        {
            _said = time.GetTimestamp();
            terminal.Remark(Line());
        }
    }

    private string Line()
    {
        var seconds = Math.Max(time.GetElapsedTime(_started).TotalSeconds, 0.001);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Last.Expired:N0} marked, {Last.Purged:N0} deleted, {(Last.Expired + Last.Purged) / seconds:N0} a second"
        );
    }
}
