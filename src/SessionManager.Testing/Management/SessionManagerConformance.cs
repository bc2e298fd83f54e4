using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.Backends.Opaque;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Audit;
using SessionManager.Testing.Logging;
using SessionManager.Testing.Storage;
using Xunit;

namespace SessionManager.Testing.Management;

/// <summary>
/// What a whole manager must do, whatever storage, backend and audit it is put together from: the flows of sign-in, use,
/// renewal and end, and the races between them, each made to happen at the one moment that matters.
/// </summary>
/// <remarks>
/// The storage under test stands behind a <see cref="FaultInjectingSessionStorage"/>, time is a
/// <see cref="ManualTimeProvider"/>, and a <see cref="RecordingAuditBackend"/> is added to the combination's own.
/// </remarks>
public abstract partial class SessionManagerConformance : IAsyncLifetime
{
    private const string Alice = "alice";
    private readonly List<string> _order = [];
    private ISessionStorage? _inner;
    private FaultInjectingSessionStorage? _storage;
    private ServiceProvider? _services;

    /// <inheritdoc cref="SessionStorageConformance.Guarantees"/>
    protected virtual SessionStorageGuarantees Guarantees =>
        (_inner as ISessionStorageGuarantees)?.Guarantees ?? SessionStorageGuarantees.All;

    /// <summary>The clock of the manager.</summary>
    protected ManualTimeProvider Clock { get; } = new();

    /// <summary>The storage under test, with what a test injects.</summary>
    protected FaultInjectingSessionStorage Storage =>
        _storage ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>All that was audited.</summary>
    protected RecordingAuditBackend Audit { get; } = new();

    /// <summary>All that was logged, at every level.</summary>
    protected CapturingLoggerProvider Logs { get; } = new();

    /// <summary>The manager under test. The first use starts it with default options, unless a test did.</summary>
    protected ISessionManager Sessions => (_services ?? Start()).GetRequiredService<ISessionManager>();

    /// <summary>The present moment.</summary>
    protected DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Makes an empty storage that no other test sees.</summary>
    protected abstract ValueTask<ISessionStorage> CreateStorageAsync();

    /// <summary>Makes the backend: opaque tokens unless overridden.</summary>
    protected virtual ISessionBackend CreateBackend(IServiceProvider services) => new OpaqueSessionBackend();

    /// <summary>Adds to the combination: audit backends, enrichers, a cache.</summary>
    protected virtual void Configure(ISessionManagerBuilder builder) { }

    /// <summary>What a client of these tokens presents with a request.</summary>
    protected virtual string Presented(SessionTokens tokens) => tokens.Token;

    /// <summary>What a client of these tokens presents to get new ones.</summary>
    protected virtual string PresentedForRefresh(SessionTokens tokens) => tokens.RefreshToken ?? tokens.Token;

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        _inner = await CreateStorageAsync();
        _storage = new FaultInjectingSessionStorage(_inner);
    }

    /// <summary>Disposes the manager and what it was put together from.</summary>
    public virtual async Task DisposeAsync()
    {
        Audit.Failure = null;
        if (_services is not null)
            await _services.DisposeAsync();
        if (_inner is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (_inner as IDisposable)?.Dispose();
        Logs.Dispose();
    }

    private ServiceProvider Start(
        Action<SessionManagerOptions>? configure = null,
        Action<ISessionManagerBuilder>? build = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ILoggerFactory>(Logs);
        var builder = services
            .AddSessionManager(configure)
            .UseStorage(_ => Storage)
            .UseBackend(provider => new OrderedBackend(CreateBackend(provider), _order))
            .AddAudit(_ => Audit);
        Configure(builder);
        build?.Invoke(builder);
        return _services = services.BuildServiceProvider();
    }

    /// <summary>A signed-in user and what their client holds.</summary>
    private sealed record SignedIn(UserSession Session, SessionTokens Tokens)
    {
        public SessionId Id => Session.Id;
    }

    private async Task<SignedIn> SignInAsync(
        string userId = Alice,
        Func<SessionCreateRequest, SessionCreateRequest>? change = null
    )
    {
        var request = new SessionCreateRequest(userId);
        var created = await Sessions.CreateAsync(change is null ? request : change(request));
        Assert.True(created.Succeeded, $"The sign-in was not done: {created.Outcome} {created.Error}");
        return new SignedIn(created.Session, created.Tokens);
    }

    private Task<SessionVerdict> ValidateAsync(string token) => Sessions.ValidateAsync(token).AsTask();

    private Task<SessionVerdict> ValidateAsync(SessionTokens tokens) => ValidateAsync(Presented(tokens));

    private Task<SessionTokensResult> RefreshAsync(SessionTokens tokens) =>
        Sessions.RefreshAsync(PresentedForRefresh(tokens)).AsTask();

    private async Task<SignedIn> RefreshedAsync(SignedIn signedIn)
    {
        var result = await RefreshAsync(signedIn.Tokens);
        Assert.True(result.Succeeded, $"The refresh was not done: {result.Outcome}");
        return new SignedIn(result.Session, result.Tokens);
    }

    private async Task<UserSession> GetAsync(SessionId id) =>
        await Sessions.GetAsync(id) ?? throw new Xunit.Sdk.XunitException($"The session {id} is gone.");

    /// <summary>All sessions that are kept, or the live ones; all of them are Alice's.</summary>
    private async Task<long> CountAsync(bool liveOnly = false)
    {
        if (Guarantees.HasFlag(SessionStorageGuarantees.Listing))
        {
            var statistics = await Sessions.GetStatisticsAsync();
            return liveOnly ? statistics.Live : statistics.Total;
        }

        var filters = new SessionFilters { UserId = Alice, ActiveOnly = liveOnly };
        var page = await Sessions.QueryAsync(new SessionQuery { Filters = filters, Limit = SessionQuery.MaximumLimit });
        return page.Sessions.Count;
    }

    /// <summary>Alice where a storage does not list everybody; else nobody in particular.</summary>
    private string? Listed => Guarantees.HasFlag(SessionStorageGuarantees.Listing) ? null : Alice;

    private async ValueTask EndAsync(SessionId id) =>
        Assert.True(await Sessions.TerminateAsync(id, "admin-1", SessionEndReasons.AdminRevoked));

    private async Task AssertRefusedAsync(SessionVerdictReason reason, SessionTokens tokens)
    {
        var verdict = await ValidateAsync(tokens);
        Assert.Equal(reason, verdict.Reason);
        Assert.Null(verdict.Session);
    }

    /// <summary>Fails unless the session ended so and no token of it, old or new, lets anybody in or is renewed.</summary>
    private async Task AssertDeadAsync(SessionId id, string reason, params SessionTokens?[] tokens)
    {
        Assert.Equal(reason, (await GetAsync(id)).Termination?.Reason);
        foreach (var one in tokens.OfType<SessionTokens>())
        {
            Assert.False((await ValidateAsync(one)).IsValid);
            Assert.False((await RefreshAsync(one)).Succeeded);
        }

        Assert.Equal(reason, (await GetAsync(id)).Termination?.Reason);
    }

    /// <summary>What is awaited happens by itself: only a fault would make it take long.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(30);

    private static Task SoonAsync(Task task) => task.WaitAsync(_soon);

    private Task<IReadOnlyList<SessionAuditEvent>> AuditedAsync(SessionAuditKind kind, int count = 1) =>
        Audit.WaitForAsync(kind, count).WaitAsync(_soon);
}
