using BenchmarkDotNet.Attributes;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Benchmarks;

/// <summary>What a sign-in, a sign-out and a refused token cost, in a storage that holds 100,000 sessions.</summary>
[MemoryDiagnoser]
public class LifecycleBenchmarks
{
    private SessionHost _host = null!;
    private int _user;

    [GlobalSetup]
    public void Setup() => _host = SessionHost.Create(users: 100_000, maxSessions: 3);

    [GlobalCleanup]
    public void Cleanup() => _host.Dispose();

    /// <summary>One user at the limit of 3: every sign-in evicts.</summary>
    [Benchmark]
    public async Task<SessionOutcome> CreateAtLimit() =>
        (await _host.Sessions.CreateAsync(new SessionCreateRequest("busy"))).Outcome;

    [Benchmark]
    public async Task<bool> CreateAndTerminate()
    {
        var user = SessionHost.UserName(_user = (_user + 1) % 100_000);
        var created = await _host.Sessions.CreateAsync(new SessionCreateRequest(user));
        return await _host.Sessions.TerminateAsync(created.Session!.Id, user, SessionEndReasons.UserLogout);
    }

    [Benchmark]
    public SessionVerdictReason ValidateMalformed() => _host.Sessions.ValidateAsync("not-a-token").Result.Reason;
}

/// <summary>A page of a user's sessions: 50 of 50, and 50 of 10,000.</summary>
[MemoryDiagnoser]
public class ListBenchmarks
{
    private SessionHost _host = null!;

    [Params(50, 10_000)]
    public int SessionsOfUser { get; set; }

    [GlobalSetup]
    public void Setup() => _host = SessionHost.Create(users: 1, sessionsEach: SessionsOfUser);

    [GlobalCleanup]
    public void Cleanup() => _host.Dispose();

    [Benchmark]
    public async Task<int> FirstPageOf50()
    {
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = SessionHost.UserName(0), ActiveOnly = true },
        };
        return (await _host.Sessions.QueryAsync(query)).Sessions.Count;
    }
}
