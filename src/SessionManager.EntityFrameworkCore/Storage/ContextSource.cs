using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>
/// Hands out a context for one operation: from the host's <see cref="IDbContextFactory{TContext}"/> when there is one,
/// else from a scope made for the operation. Never the context of a request, whose tracked changes are the host's.
/// </summary>
internal sealed class ContextSource<TContext>
    where TContext : DbContext
{
    private readonly IDbContextFactory<TContext>? _factory;
    private readonly IServiceScopeFactory _scopes;

    public ContextSource(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _factory = FindFactory(services);
        if (_factory is null && services.GetService<IServiceProviderIsService>()?.IsService(typeof(TContext)) == false)
        {
            throw new InvalidOperationException(
                $"SessionManager needs {typeof(TContext).Name}, which is not registered: call "
                    + $"services.AddPooledDbContextFactory<{typeof(TContext).Name}>(...), or AddDbContextPool, with your provider."
            );
        }
    }

    /// <summary>Opens a context; dispose the lease when the operation is over.</summary>
    public async ValueTask<ContextLease<TContext>> OpenAsync(CancellationToken cancellationToken)
    {
        if (_factory is not null)
            return new(await _factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false), scope: null);
        var scope = _scopes.CreateAsyncScope();
        return new(scope.ServiceProvider.GetRequiredService<TContext>(), scope);
    }

    /// <summary>A factory that is registered as scoped cannot be kept by a singleton: then scopes are used.</summary>
    private static IDbContextFactory<TContext>? FindFactory(IServiceProvider services)
    {
        try
        {
            return services.GetService<IDbContextFactory<TContext>>();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A context for one operation.</summary>
internal readonly struct ContextLease<TContext>(TContext context, AsyncServiceScope? scope) : IAsyncDisposable
    where TContext : DbContext
{
    public TContext Context => context;

    public ValueTask DisposeAsync() => scope is { } own ? own.DisposeAsync() : context.DisposeAsync();
}
