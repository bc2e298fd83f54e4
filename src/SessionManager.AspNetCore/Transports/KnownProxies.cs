using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using SessionManager.AspNetCore.DependencyInjection;

namespace SessionManager.AspNetCore.Transports;

/// <summary>The proxies whose word on client and scheme counts. Everybody else's headers are left where they are.</summary>
internal static class KnownProxies
{
    public static ForwardedHeadersOptions Of(SessionHttpOptions options)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // As many as there are in a row; the walk ends at the first address that is none of ours.
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.KnownProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                forwarded.KnownProxies.Add(address);
            else
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }

        return forwarded;
    }

    public static bool IsProxy(string? text) =>
        IPAddress.TryParse(text, out _) || System.Net.IPNetwork.TryParse(text, out _);
}
