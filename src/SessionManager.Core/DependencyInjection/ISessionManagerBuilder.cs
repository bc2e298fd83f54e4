using Microsoft.Extensions.DependencyInjection;

namespace SessionManager.DependencyInjection;

/// <summary>
/// Goes on from <c>AddSessionManager</c>: a <c>Use…</c> member picks exactly one of a kind and replaces what was picked
/// before; an <c>Add…</c> member adds one more, and adding the same twice changes nothing.
/// </summary>
public interface ISessionManagerBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }
}
