using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SessionManager.Benchmarks.Database;

/// <summary>The last statement that was sent, and the slowest since the log was cleared, by the time until its answer began.</summary>
internal sealed class StatementLog : DbCommandInterceptor
{
    public string LastText { get; private set; } = string.Empty;

    public string LastParameter { get; private set; } = string.Empty;

    public string SlowestText { get; private set; } = string.Empty;

    public double SlowestMilliseconds { get; private set; }

    public void Clear() => (SlowestText, SlowestMilliseconds) = (string.Empty, 0);

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        Note(command, eventData);
        return new(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        Note(command, eventData);
        return new(result);
    }

    private void Note(DbCommand command, CommandExecutedEventData eventData)
    {
        LastText = command.CommandText;
        LastParameter = command.Parameters.Count > 0 ? command.Parameters[0].ParameterName : string.Empty;
        if (eventData.Duration.TotalMilliseconds <= SlowestMilliseconds)
            return;
        SlowestMilliseconds = eventData.Duration.TotalMilliseconds;
        SlowestText = command.CommandText;
    }
}
