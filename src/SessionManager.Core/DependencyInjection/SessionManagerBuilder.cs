using Microsoft.Extensions.DependencyInjection;

namespace SessionManager.DependencyInjection;

/// <inheritdoc cref="ISessionManagerBuilder"/>
internal sealed class SessionManagerBuilder(IServiceCollection services) : ISessionManagerBuilder
{
    public IServiceCollection Services { get; } = services;
}
