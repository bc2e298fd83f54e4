namespace SessionManager.Cli.Output;

/// <summary>Shows a count that grows: a line that moves on a terminal, else a line every few seconds.</summary>
internal sealed class CountProgress(Terminal terminal, TimeProvider time, string what) : IProgress<long>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private long _said = time.GetTimestamp();
    private StatusContext? _status;

    public Task<T> WatchAsync<T>(Func<Task<T>> work) =>
        terminal.ShowsProgress
            ? terminal
                .Error.Status()
                .StartAsync(
                    "Working",
                    status =>
                    {
                        _status = status;
                        return work();
                    }
                )
            : work();

    public void Report(long value)
    {
        if (_status is { } status)
            status.Status = Markup.Escape($"{Times.Count(value)} {what}");
        else if (time.GetElapsedTime(_said) >= Between)
        {
            _said = time.GetTimestamp();
            terminal.Remark($"{Times.Count(value)} {what}");
        }
    }
}
