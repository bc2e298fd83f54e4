using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Fixtures;

/// <summary>
/// A manager as a host has it, over memory storage that counts and can be made to fail, with a manual clock and an
/// audit backend that is written to while the operation waits.
/// </summary>
internal sealed class SessionHost : IAsyncDisposable
{
    private SessionHost(Action<SessionManagerOptions>? configure, Action<ISessionManagerBuilder>? build)
    {
        Storage = new FaultInjectingSessionStorage(Memory);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        var builder = services.AddSessionManager(options =>
        {
            options.Audit.Mode = SessionAuditMode.Strict;
            configure?.Invoke(options);
        });
        builder.UseStorage(_ => Storage).AddAudit(_ => Audit);
        build?.Invoke(builder);
        Services = services.BuildServiceProvider();
        Sessions = Services.GetRequiredService<ISessionManager>();
    }

    public ManualTimeProvider Clock { get; } = new();

    public MemorySessionStorage Memory { get; } = new();

    public FaultInjectingSessionStorage Storage { get; }

    public RecordingAudit Audit { get; } = new();

    public RecordingLogs Logs { get; } = new();

    public ServiceProvider Services { get; }

    public ISessionManager Sessions { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public SessionRuntime Runtime => Services.GetRequiredService<SessionRuntime>();

    public static SessionHost Create(
        Action<SessionManagerOptions>? configure = null,
        Action<ISessionManagerBuilder>? build = null
    ) => new(configure, build);

    public async Task<(UserSession Session, string Token)> SignInAsync(
        string userId = "alice",
        Func<SessionCreateRequest, SessionCreateRequest>? change = null
    )
    {
        var request = new SessionCreateRequest(userId);
        var result = await Sessions.CreateAsync(change is null ? request : change(request));
        Assert.True(result.Succeeded, $"{result.Outcome}: {result.Error?.Message}");
        return (result.Session, result.Tokens.Token);
    }

    public async Task<SessionVerdictReason> JudgeAsync(string token) => (await Sessions.ValidateAsync(token)).Reason;

    /// <summary>What the storage itself has, past the counting one.</summary>
    public async Task<UserSession> StoredAsync(SessionId id) =>
        (await Memory.FindAsync(id, default))?.Session ?? throw new InvalidOperationException("Nothing is stored.");

    public async Task<SessionRecord> RecordAsync(SessionId id) =>
        await Memory.FindAsync(id, default) ?? throw new InvalidOperationException("Nothing is stored.");

    public async Task<long> CountAsync() => (await Memory.GetStatisticsAsync(Now, default)).Total;

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
