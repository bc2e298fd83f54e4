using System.Data.Common;
using System.Security.Cryptography;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.EntityFrameworkCore.Storage;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>
/// Writes events into <c>session_audit</c> as a hash chain: a row that is changed, removed or moved later is found by
/// <see cref="SessionManager.Audit.Trail.ISessionAuditTrail.VerifyAsync"/>.
/// </summary>
/// <remarks>
/// <para>
/// A batch is one transaction of its own, whatever transaction the caller is in. Texts that are longer than their column
/// are cut, and NUL and lone surrogates become U+FFFD: no event is lost for what a client sent.
/// </para>
/// <para>Thread-safe: writes of one instance follow one another. Use one instance a process.</para>
/// </remarks>
/// <typeparam name="TContext">A context whose model has the audit tables.</typeparam>
public sealed class DatabaseAuditBackend<TContext> : ISessionAuditBackend, IDisposable
    where TContext : DbContext
{
    // The second try holds the chain's record; more are needed only while records come and go.
    private const int Tries = 5;

    private readonly ContextSource<TContext> _contexts;
    private readonly AuditHasher _hasher;
    private readonly AuditChainWriter _writer;
    private readonly SemaphoreSlim _gate = new(1, 1);

    internal DatabaseAuditBackend(
        ContextSource<TContext> contexts,
        DatabaseAuditOptions options,
        ILogger<DatabaseAuditBackend<TContext>> logger
    )
    {
        _contexts = contexts;
        _hasher = new AuditHasher(options.Key);
        NodeId = options.NodeId ?? NewNodeId();
        _writer = new AuditChainWriter(NodeId, _hasher, logger);
    }

    /// <summary>The chain that this instance writes.</summary>
    public string NodeId { get; }

    /// <summary>Writes events in their order, all or none.</summary>
    /// <exception cref="SessionStorageException">
    /// The database could not write them. When it lost the connection while committing they may have been written; the
    /// same events given to this instance again are then not written twice.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled before the commit began; nothing was written.</exception>
    public async ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        cancellationToken.ThrowIfCancellationRequested();
        if (events.Count == 0)
            return;
        var batch = new AuditBatch(events, NodeId, _hasher);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new SessionStorageException($"The audit chain '{NodeId}' could not be written.", exception);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Lets go of the lock that orders writes.</summary>
    public void Dispose() => _gate.Dispose();

    private async Task WriteAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        // The trail tells also of what the caller rolls back.
        using var outside = new TransactionScope(
            TransactionScopeOption.Suppress,
            TransactionScopeAsyncFlowOption.Enabled
        );
        var lease = await _contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            var context = lease.Context;
            context.ChangeTracker.AutoDetectChangesEnabled = false;
            context.Database.AutoSavepointsEnabled = false;
            for (var left = Tries; ; left--)
            {
                try
                {
                    var written = await context
                        .Database.CreateExecutionStrategy()
                        .ExecuteAsync(
                            (_writer, context, batch),
                            static (state, cancel) => state._writer.TryWriteAsync(state.context, state.batch, cancel),
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    if (written)
                        return;
                    if (left == 1)
                        throw new InvalidOperationException("Other processes write the same chain all the time.");
                }
                catch (Exception exception) when (left > 1 && LostToAnother(exception))
                {
                    // Another process took the same place first, as far as can be told on every database.
                }
            }
        }
    }

    /// <summary>Also a deadlock of two first writers, which the provider's strategy wraps as a transient failure.</summary>
    private static bool LostToAnother(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbUpdateException or DbException { SqlState: "40001" or "40P01" })
                return true;
        }

        return false;
    }

    private static string NewNodeId()
    {
        const int machineLength = 40;
        var machine = string.Concat(
            Environment.MachineName.Where(static letter => letter is > ' ' and <= '~').Take(machineLength)
        );
        return $"{machine}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
    }
}
