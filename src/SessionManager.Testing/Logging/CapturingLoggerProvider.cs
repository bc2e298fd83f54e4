using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SessionManager.Testing.Logging;

/// <summary>
/// Keeps all that is logged, at every level: message, named values, exception and scopes. So a test asserts that a
/// secret is nowhere in it. Serves as a provider, or alone as the factory. Thread-safe.
/// </summary>
public sealed class CapturingLoggerProvider : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<string> _entries = new();
    private readonly LoggerExternalScopeProvider _scopes = new();

    /// <summary>One text for each entry, in order.</summary>
    public IReadOnlyList<string> Entries => [.. _entries];

    /// <summary>All entries as one text.</summary>
    public string Text => string.Join('\n', _entries);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Capture(this, categoryName);

    /// <summary>Ignored: this is the only provider when it is the factory.</summary>
    public void AddProvider(ILoggerProvider provider) { }

    /// <summary>Keeps what was captured.</summary>
    public void Dispose() { }

    private sealed class Capture(CapturingLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            ArgumentNullException.ThrowIfNull(formatter);
            var parts = new List<string>
            {
                $"{logLevel} {category} {eventId}",
                formatter(state, exception),
                Values(state),
            };
            owner._scopes.ForEachScope(static (scope, into) => into.Add($"{scope} {Values(scope)}"), parts);
            if (exception is not null)
                parts.Add(exception.ToString());
            owner._entries.Enqueue(string.Join(" | ", parts));
        }

        private static string Values(object? state) =>
            state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(static pair => $"{pair.Key}={pair.Value}"))
                : $"{state}";
    }
}
