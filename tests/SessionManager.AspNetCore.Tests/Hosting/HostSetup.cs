using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.DependencyInjection;

namespace SessionManager.AspNetCore.Tests.Hosting;

/// <summary>How a test wants its host.</summary>
internal sealed record HostSetup
{
    public Action<SessionManagerOptions>? Sessions { get; init; }

    public Action<SessionHttpOptions>? Http { get; init; }

    /// <summary>Registers services before the session manager does.</summary>
    public Action<WebApplicationBuilder>? Before { get; init; }

    /// <summary>Registers services after the session manager did.</summary>
    public Action<IServiceCollection>? After { get; init; }

    /// <summary>Places middleware; the endpoints of <see cref="TestEndpoints"/> are mapped by the host.</summary>
    public Action<WebApplication> Pipeline { get; init; } = static app => app.UseSessionManager();

    /// <summary>Maps endpoints beside those of <see cref="TestEndpoints"/>.</summary>
    public Action<WebApplication>? Endpoints { get; init; }

    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>();

    public string Environment { get; init; } = "Production";

    public bool Https { get; init; }

    /// <summary>Whether sessions need https, as they do by default. Most tests speak plain http.</summary>
    public bool RequireHttps { get; init; }

    /// <summary>Adds to the session manager.</summary>
    public Action<ISessionManagerBuilder>? Builder { get; init; }

    /// <summary>When the test's time begins, for what compares it with another clock; null for far in the future.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Whether time passes by itself. Otherwise the test moves it.</summary>
    public bool RealTime { get; init; }
}
