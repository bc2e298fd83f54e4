using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SessionManager.Storage.DistributedCache;

/// <summary>Says once, when the host starts, what the storage it chose does not promise.</summary>
internal sealed partial class StorageGuaranteesNotice(ISessionStorage storage, ILogger<StorageGuaranteesNotice> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (
            storage is ISessionStorageGuarantees told
            && !told.Guarantees.HasFlag(SessionStorageGuarantees.AtomicWrites)
        )
        {
            LogNotAtomic(storage.GetType().Name);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        EventId = 1531,
        EventName = "SessionStorageNotAtomic",
        Level = LogLevel.Warning,
        Message = "{Storage} does not write atomically across processes: simultaneous sign-ins of a user on several nodes "
            + "may pass the limit of sessions, and of simultaneous changes of a session one may be lost. Use a database "
            + "or Redis storage where that matters."
    )]
    private partial void LogNotAtomic(string storage);
}
