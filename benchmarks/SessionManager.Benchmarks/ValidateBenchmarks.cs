using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;

namespace SessionManager.Benchmarks;

/// <summary>
/// A warm validation beside the one SHA-256 that it cannot do without. Tokens are taken across all sessions, so that
/// the large sets pay for memory as a server would.
/// </summary>
[MemoryDiagnoser]
public class ValidateBenchmarks
{
    private const int Stride = 7919;

    private readonly byte[] _data = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _hash = new byte[32];
    private SessionHost _host = null!;
    private int _next;

    [Params(1_000, 100_000, 1_000_000)]
    public int Sessions { get; set; }

    [GlobalSetup]
    public void Setup() => _host = SessionHost.Create(Sessions);

    [GlobalCleanup]
    public void Cleanup() => _host.Dispose();

    [Benchmark(Baseline = true)]
    public int Sha256() => SHA256.HashData(_data, _hash);

    [Benchmark]
    public bool Validate()
    {
        _next = (_next + Stride) % Sessions;
        return _host.Sessions.ValidateAsync(_host.Tokens[_next]).Result.IsValid;
    }
}
