using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Dashboard.Admin;

/// <summary>A request of an admin: who asks and what they may do. The rule itself is <see cref="ICallerSessions"/>' alone.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct AdminCall
{
    private AdminCall(ISessionManager manager, UserSession current)
    {
        Manager = manager;
        Current = current;
        Sessions = manager.For(SessionCaller.Of(current));
    }

    /// <summary>The session of this request.</summary>
    public UserSession Current { get; }

    public ICallerSessions Sessions { get; }

    private ISessionManager Manager { get; }

    public static AdminCall Of(HttpContext context) =>
        new(context.RequestServices.GetRequiredService<ISessionManager>(), context.GetUserSession()!);

    /// <summary>Whether the session of this request is one of an admin.</summary>
    public static bool IsAdmin(HttpContext context) =>
        context.GetUserSession() is not null && Of(context).Sessions.IsAdmin;

    /// <summary>
    /// Whether the admin still is one: work that takes long must not outlive a session that another admin has ended.
    /// </summary>
    public async ValueTask<bool> StillHoldsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var fresh = await Manager.GetAsync(Current.Id, cancellationToken).ConfigureAwait(false);
        return fresh is not null && fresh.IsLiveAt(now) && Manager.For(SessionCaller.Of(fresh)).IsAdmin;
    }
}
