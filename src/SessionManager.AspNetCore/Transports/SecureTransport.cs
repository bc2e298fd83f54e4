using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;

namespace SessionManager.AspNetCore.Transports;

/// <summary>
/// Whether a session may travel by this request: over TLS, unless the host says otherwise. A developer on their own
/// machine may go without, with a warning.
/// </summary>
internal sealed partial class SecureTransport
{
    private readonly ILogger<SecureTransport> _logger;
    private readonly bool _isRequired;
    private readonly bool _mayRelax;
    private int _warned;

    public SecureTransport(
        IOptions<SessionHttpOptions> options,
        ILogger<SecureTransport> logger,
        IHostEnvironment? environment = null
    )
    {
        _logger = logger;
        _isRequired = options.Value.RequireHttps;
        _mayRelax = environment is not null && environment.IsDevelopment();
        if (!_mayRelax && !(_isRequired && options.Value.Cookie.Secure))
            LogWeak(_isRequired, options.Value.Cookie.Secure);
    }

    public bool Allows(HttpContext context) => !_isRequired || context.Request.IsHttps || Relax(context);

    private bool Relax(HttpContext context)
    {
        if (!_mayRelax || !ClientAddress.IsLocal(context))
            return false;
        if (Interlocked.Exchange(ref _warned, 1) == 0)
            LogRelaxed();
        return true;
    }

    [LoggerMessage(
        EventId = 2002,
        EventName = "HttpsRelaxed",
        Level = LogLevel.Warning,
        Message = "Development: sessions are accepted over plain http from this machine. Anywhere else they need https."
    )]
    private partial void LogRelaxed();

    [LoggerMessage(
        EventId = 2003,
        EventName = "TransportWeak",
        Level = LogLevel.Warning,
        Message = "Sessions may travel in the clear outside Development: RequireHttps is {RequireHttps}, Cookie.Secure is {SecureCookie}. Both should be true."
    )]
    private partial void LogWeak(bool requireHttps, bool secureCookie);
}
