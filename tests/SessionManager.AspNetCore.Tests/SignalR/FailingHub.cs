using Microsoft.AspNetCore.SignalR;
using SessionManager.AspNetCore.SignalR;

namespace SessionManager.AspNetCore.Tests.SignalR;

/// <summary>Lets nobody in, after it told whether the connection was known by then.</summary>
internal sealed class FailingHub(SessionHubConnections connections, TaskCompletionSource<bool> known) : Hub
{
    public override Task OnConnectedAsync()
    {
        known.TrySetResult(connections.Sessions.Count > 0);
        throw new HubException("Nobody.");
    }
}
