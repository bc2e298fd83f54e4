using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SessionManager.AspNetCore.Transports;

/// <summary>The client's address as the connection says it. Headers that a client can write are not looked at.</summary>
internal static class ClientAddress
{
    /// <summary>The address as text, an IPv4 one never in its IPv6 clothes; null when the server does not know it.</summary>
    public static string? Of(HttpContext context)
    {
        var address = context.Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress;
        if (address is null)
            return null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString();
    }

    /// <summary>Whether the client is on this machine: a loopback address, or no network at all as in a test server.</summary>
    public static bool IsLocal(HttpContext context)
    {
        var address = context.Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress;
        if (address is null)
            return true;
        return IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }
}
