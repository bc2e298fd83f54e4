using Microsoft.Extensions.Logging;
using SessionManager.Jwt.DependencyInjection;

namespace SessionManager.Jwt.Keys;

/// <summary>
/// The keys of the host: from its options, from files and from its callback, read again from time to time. A reading
/// that fails leaves the keys as they were.
/// </summary>
internal sealed partial class JwtKeyRing : IDisposable
{
    private static readonly TimeSpan _reloadTimeout = TimeSpan.FromSeconds(30);

    private readonly JwtSessionOptions _options;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger<JwtKeyRing> _logger;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile JwtKeySet? _keys;
    private long _reloadAt = long.MaxValue;

    public JwtKeyRing(
        JwtSessionOptions options,
        IServiceProvider services,
        TimeProvider time,
        ILogger<JwtKeyRing> logger
    )
    {
        _options = options;
        _services = services;
        _time = time;
        _logger = logger;
        if (!options.HasKeySources)
            _keys = new JwtKeySet([.. options.Keys], options.Algorithms);
    }

    /// <summary>The keys as they are known now. Only the first use in a host that was never started waits for them.</summary>
    public JwtKeySet Keys
    {
        get
        {
            var keys = _keys ?? Task.Run(() => LoadAsync(CancellationToken.None)).GetAwaiter().GetResult();
            var due = Volatile.Read(ref _reloadAt);
            if (
                due != long.MaxValue
                && _time.GetTimestamp() >= due
                && Interlocked.CompareExchange(ref _reloadAt, long.MaxValue, due) == due
            )
            {
                _ = Task.Run(ReloadAsync);
            }

            return keys;
        }
    }

    /// <summary>Reads the keys for the first time.</summary>
    /// <exception cref="InvalidOperationException">They must not be used so.</exception>
    public async Task<JwtKeySet> LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _keys ??= await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task ReloadAsync()
    {
        try
        {
            // A source that never answers must not be the last that is asked.
            using var late = new CancellationTokenSource(_reloadTimeout, _time);
            _keys = await ReadAsync(late.Token).WaitAsync(late.Token).ConfigureAwait(false);
            LogReloaded(_keys.All.Count);
        }
#pragma warning disable CA1031 // Whatever a host's callback throws, tokens go on being verified.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _reloadAt, NextReload());
            LogReloadFailed(exception);
        }
    }

    private async Task<JwtKeySet> ReadAsync(CancellationToken cancellationToken)
    {
        var keys = new List<JwtSigningKey>(_options.Keys);
        foreach (var file in _options.PemFiles)
            keys.Add(await file.ReadAsync(cancellationToken).ConfigureAwait(false));
        if (_options.KeySource is { } source)
            keys.AddRange(await source(_services, cancellationToken).ConfigureAwait(false));
        var set = new JwtKeySet(keys, _options.Algorithms);
        if (_options.HasKeySources)
            Volatile.Write(ref _reloadAt, NextReload());
        return set;
    }

    private long NextReload() =>
        _time.GetTimestamp() + (long)(_options.KeyReloadInterval.TotalSeconds * _time.TimestampFrequency);
}
