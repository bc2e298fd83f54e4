using Microsoft.Extensions.DependencyInjection;
using SessionManager.Management;

namespace SessionManager.Benchmarks;

/// <summary>A manager over memory storage, as <c>AddSessionManager()</c> makes it, with sessions in it.</summary>
internal sealed class SessionHost : IDisposable
{
    private readonly ServiceProvider _services;

    private SessionHost(int? maxSessions)
    {
        var services = new ServiceCollection();
        services.AddSessionManager(options =>
        {
            options.DefaultPolicy.MaxSessions = maxSessions ?? int.MaxValue;
            options.DefaultPolicy.IdleTimeout = TimeSpan.FromHours(11);
        });
        _services = services.BuildServiceProvider();
        Sessions = _services.GetRequiredService<ISessionManager>();
    }

    public ISessionManager Sessions { get; }

    public string[] Tokens { get; private set; } = [];

    public static SessionHost Create(int users, int sessionsEach = 1, int? maxSessions = null)
    {
        var host = new SessionHost(maxSessions) { Tokens = new string[users * sessionsEach] };
        for (var i = 0; i < host.Tokens.Length; i++)
            host.Tokens[i] = host.Open(UserName(i % users));
        return host;
    }

    public static string UserName(int number) => $"user-{number}";

    public string Open(string user) =>
        Sessions.CreateAsync(new SessionCreateRequest(user)).AsTask().GetAwaiter().GetResult().Tokens!.Token;

    public void Dispose() => _services.Dispose();
}
