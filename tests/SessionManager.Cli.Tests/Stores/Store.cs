using Microsoft.Extensions.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Cli.Tests.Stores;

/// <summary>A storage with tables of its own, and a host over it that opens sessions at whatever time.</summary>
internal abstract class Store : IAsyncDisposable
{
    private ServiceProvider? _host;

    /// <summary>What the tool is told.</summary>
    public abstract string[] Connection { get; }

    public ShiftedClock Clock { get; } = new();

    public ISessionManager Sessions =>
        (_host ?? throw new InvalidOperationException("Not opened.")).GetRequiredService<ISessionManager>();

    /// <summary>Makes the tables, if it has any.</summary>
    public async Task OpenAsync()
    {
        await PrepareAsync();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(Clock);
        Add(services);
        _host = services.BuildServiceProvider();
    }

    public async Task<(UserSession Session, string Token)> SignInAsync(string user, string? agent = null)
    {
        var created = await Sessions.CreateAsync(
            new SessionCreateRequest(user)
            {
                IpAddress = "192.0.2.7",
                UserAgent = agent ?? "Mozilla/5.0",
                Roles = ["user"],
            }
        );
        Assert.True(created.Succeeded);
        return (created.Session, created.Tokens.Token);
    }

    /// <summary>Signs in so long ago that the session is over since then.</summary>
    public async Task<UserSession> SignInLongAgoAsync(string user, TimeSpan ago)
    {
        Clock.Behind = ago;
        var (session, _) = await SignInAsync(user);
        Clock.Behind = TimeSpan.Zero;
        return session;
    }

    public async Task<UserSession> StoredAsync(SessionId id) => (await Sessions.GetAsync(id))!;

    public virtual async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    protected abstract Task PrepareAsync();

    protected abstract void Add(IServiceCollection services);
}
