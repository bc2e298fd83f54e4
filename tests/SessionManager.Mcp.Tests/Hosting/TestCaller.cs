using System.Security.Claims;
using SessionManager.Management;

namespace SessionManager.Mcp.Tests.Hosting;

/// <summary>Says that whoever the test names is calling, and keeps what it was handed.</summary>
internal sealed class TestCaller : ISessionCallerAccessor
{
    public SessionCaller Is { get; set; } = SessionCaller.Anonymous;

    public Func<SessionCaller>? Instead { get; set; }

    public ClaimsPrincipal? Seen { get; private set; }

    public ValueTask<SessionCaller> GetCallerAsync(ClaimsPrincipal? user, CancellationToken cancellationToken)
    {
        Seen = user;
        return new(Instead is null ? Is : Instead());
    }
}
