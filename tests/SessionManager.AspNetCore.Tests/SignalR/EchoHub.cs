using Microsoft.AspNetCore.SignalR;

namespace SessionManager.AspNetCore.Tests.SignalR;

/// <summary>Says who calls.</summary>
public sealed class EchoHub : Hub
{
    public string Who() => Context.User?.Identity?.Name ?? "nobody";
}
