using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Tests.SignalR;

/// <summary>The recipe of docs/aspnetcore.md, as it stands there: that it compiles and is taken by a host.</summary>
public sealed class SessionCircuitHandler(
    AuthenticationStateProvider users,
    ISessionManager sessions,
    NavigationManager navigation,
    TimeProvider time
) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next
    ) =>
        async context =>
        {
            var user = (await users.GetAuthenticationStateAsync()).User;
            if (SessionId.TryParse(user.FindFirst(SessionClaimTypes.SessionId)?.Value, out var id))
            {
                var session = await sessions.GetAsync(id);
                if (session is null || !session.IsLiveAt(time.GetUtcNow()))
                {
                    navigation.NavigateTo("/login", forceLoad: true);
                    return;
                }
            }

            await next(context);
        };
}
