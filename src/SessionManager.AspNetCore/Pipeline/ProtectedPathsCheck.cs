using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// Stops a start with protected paths that nothing keeps: they would be open to anybody. It looks once the pipeline is put
/// together, which every kind of host does before its server listens, and which a host without a server does not do.
/// </summary>
internal sealed class ProtectedPathsCheck(IOptions<SessionHttpOptions> options) : IStartupFilter
{
    private volatile bool _isPlaced;

    /// <summary>The middleware stands in a pipeline of this host.</summary>
    public void Placed() => _isPlaced = true;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            next(app);
            Check();
        };

    private void Check()
    {
        if (_isPlaced || options.Value.ProtectedPaths.Count == 0)
            return;
        throw new InvalidOperationException(
            $"{nameof(SessionHttpOptions.ProtectedPaths)} names {string.Join(", ", options.Value.ProtectedPaths)}, "
                + "which only the middleware protects, and it is not in the pipeline. "
                + "Call app.UseSessionManager(), or take the paths out."
        );
    }
}
