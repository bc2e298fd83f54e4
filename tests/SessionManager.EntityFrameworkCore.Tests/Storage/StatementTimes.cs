using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>How long each statement kept the database busy: until its first answer.</summary>
internal sealed class StatementTimes : DbCommandInterceptor
{
    private readonly ConcurrentQueue<(string Text, TimeSpan Took)> _seen = new();

    /// <summary>The slowest of each statement, the slowest first.</summary>
    public IEnumerable<(string Text, TimeSpan Slowest, TimeSpan Median, int Count)> Slowest =>
        _seen
            .GroupBy(static one => one.Text, StringComparer.Ordinal)
            .Select(static group =>
            {
                var took = group.Select(static one => one.Took).Order().ToArray();
                return (group.Key, took[^1], took[took.Length / 2], took.Length);
            })
            .OrderByDescending(static one => one.Item2);

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        _seen.Enqueue((command.CommandText, eventData.Duration));
        return new(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        _seen.Enqueue((command.CommandText, eventData.Duration));
        return new(result);
    }
}
