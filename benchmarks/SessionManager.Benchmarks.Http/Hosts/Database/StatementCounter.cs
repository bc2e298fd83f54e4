using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SessionManager.Benchmarks.Http.Hosts.Database;

/// <summary>Counts what this process sends to its database: each is a round trip at least.</summary>
internal sealed class StatementCounter : DbCommandInterceptor
{
    private static long _count;

    private StatementCounter() { }

    public static StatementCounter Instance { get; } = new();

    public static long Count => Volatile.Read(ref _count);

    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        Interlocked.Increment(ref _count);
        return result;
    }
}
