using SessionManager.Maintenance;

namespace SessionManager.Storage.Tiered;

/// <summary>
/// Destroys copies late that could not be destroyed in time: again and again until it is done, or until they are gone
/// by themselves.
/// </summary>
internal sealed class FastTierRepair(
    BoundedFastTier tier,
    TieredStorageOptions options,
    TimeProvider time,
    TieredLog log
) : IAsyncDisposable
{
    private const int BatchSize = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<Item, DateTimeOffset> _waiting = [];
    private ITimer? _timer;
    private Task _run = Task.CompletedTask;
    private bool _scheduled;
    private bool _disposed;

    /// <summary>How many scopes wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <param name="writer">Whose marks are to go as well.</param>
    /// <param name="scopes">Where copies are to be destroyed.</param>
    /// <param name="urgent">Whether a copy would let somebody in; others leave half of the room to these.</param>
    public void Add(string? writer, IReadOnlyList<FastTierScope> scopes, bool urgent)
    {
        var until = time.GetUtcNow() + tier.MaxAge;
        var room = urgent ? options.RepairCapacity : options.RepairCapacity / 2;
        var dropped = 0;
        lock (_gate)
        {
            if (_disposed)
                return;
            foreach (var scope in scopes)
            {
                var item = new Item(writer, scope);
                if (_waiting.Count < room || _waiting.ContainsKey(item))
                    _waiting[item] = until;
                else
                    dropped++;
            }

            Schedule();
        }

        if (dropped > 0)
            log.RepairsDropped(dropped, tier.MaxAge);
    }

    /// <summary>Tries once more what waits, then waits no longer: what is left goes by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        Task run;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _timer?.Dispose();
            run = _run;
        }

        await run.ConfigureAwait(false);
        await RepairAsync().ConfigureAwait(false);
    }

    private void Schedule()
    {
        if (_scheduled || _disposed || _waiting.Count == 0)
            return;
        _scheduled = true;
        _timer ??= DetachedWork.Start(() =>
            time.CreateTimer(
                static state => ((FastTierRepair)state!).Start(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            )
        );
        _timer.Change(options.RepairInterval, Timeout.InfiniteTimeSpan);
    }

    private void Start()
    {
        lock (_gate)
        {
            if (!_disposed)
                _run = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        // Off the timer's thread, which holds the lock.
        await Task.Yield();
        await RepairAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _scheduled = false;
            Schedule();
        }
    }

    private async Task RepairAsync()
    {
        var repaired = 0;
        foreach (var (writer, scopes) in Due())
        {
            // The first that fails speaks for the others: the tier is still out of reach.
            if (await tier.EndAsync(writer, scopes).ConfigureAwait(false) is not null)
                break;
            repaired += scopes.Length;
            lock (_gate)
            {
                foreach (var scope in scopes)
                    _waiting.Remove(new Item(writer, scope));
            }
        }

        if (repaired > 0)
            log.Repaired(repaired);
    }

    private List<(string? Writer, FastTierScope[] Scopes)> Due()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var (item, until) in _waiting)
            {
                if (until <= now)
                    _waiting.Remove(item);
            }

            return
            [
                .. _waiting
                    .Keys.GroupBy(static item => item.Writer, static item => item.Scope, StringComparer.Ordinal)
                    .SelectMany(static own => own.Chunk(BatchSize).Select(scopes => (own.Key, scopes))),
            ];
        }
    }

    private readonly record struct Item(string? Writer, FastTierScope Scope);
}
