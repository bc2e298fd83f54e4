using System.Globalization;
using SessionManager.Management;

namespace SessionManager.Cli.Output;

/// <summary>Shows how far a cleanup is: a bar on a terminal, else a line a second.</summary>
internal sealed class CleanupProgress(Terminal terminal, TimeProvider time) : IProgress<SessionCleanupResult>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private long _said;
    private ProgressTask? _task;

    /// <summary>The counts so far.</summary>
    public SessionCleanupResult Last { get; private set; } = new(0, 0);

    /// <summary>Runs the cleanup and shows it.</summary>
    /// <param name="total">How many steps there are, as far as that is known.</param>
    /// <param name="work">The cleanup.</param>
    public Task<T> WatchAsync<T>(int? total, Func<Task<T>> work) =>
        terminal.ShowsProgress
            ? terminal
                .Error.Progress()
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new RemainingTimeColumn()
                )
                .StartAsync(async bar =>
                {
                    _task = bar.AddTask("Cleaning up", maxValue: Math.Max(total ?? 1, 1));
                    _task.IsIndeterminate = total is null;
                    var result = await work().ConfigureAwait(false);
                    _task.Value = _task.MaxValue;
                    return result;
                })
            : work();

    public void Report(SessionCleanupResult value)
    {
        Last = value;
        if (_task is { } task)
        {
            task.Description = Markup.Escape(Line());
            // More may come while it runs.
            task.MaxValue = Math.Max(task.MaxValue, value.Expired + value.Purged);
            task.Value = value.Expired + value.Purged;
        }
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
