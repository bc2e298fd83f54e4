using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SessionManager.Core.Tests.Fixtures;

/// <summary>Keeps every log entry of every level.</summary>
internal sealed class RecordingLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    public LogEntry[] Entries => [.. _entries];

    public LogEntry[] Named(string name) =>
        [.. _entries.Where(entry => string.Equals(entry.Id.Name, name, StringComparison.Ordinal))];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() { }

    internal sealed record LogEntry(
        string Category,
        LogLevel Level,
        EventId Id,
        string Message,
        Exception? Exception,
        IReadOnlyList<KeyValuePair<string, object?>> Values
    );

    private sealed class Logger(RecordingLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) =>
            logs._entries.Enqueue(
                new(
                    category,
                    logLevel,
                    eventId,
                    formatter(state, exception),
                    exception,
                    state is IReadOnlyList<KeyValuePair<string, object?>> values ? [.. values] : []
                )
            );
    }
}
