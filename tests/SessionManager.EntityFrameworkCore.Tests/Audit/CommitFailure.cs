using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>Loses the connection around a commit: before it, or after it where nobody can tell.</summary>
public sealed class CommitFailure : DbTransactionInterceptor
{
    private Exception? _before;
    private Exception? _after;

    public void BeforeNext(Exception exception) => _before = exception;

    public void AfterNext(Exception exception) => _after = exception;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    ) => Take(ref _before) is { } exception ? throw exception : new(result);

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    ) => Take(ref _after) is { } exception ? throw exception : Task.CompletedTask;

    private static Exception? Take(ref Exception? exception) => Interlocked.Exchange(ref exception, null);
}
