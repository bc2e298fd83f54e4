using Microsoft.AspNetCore.Http;
using SessionManager.Backends;

namespace SessionManager.AspNetCore.Jwt;

/// <summary>Publishes the keys with which others verify access tokens, and where to find them.</summary>
internal sealed class KeyEndpoints(ISessionKeyDirectory directory)
{
    public const string KeySet = "/.well-known/jwks.json";
    public const string Discovery = "/.well-known/openid-configuration";

    /// <summary>The path below which issuers are asked for their keys: that of the issuer's address.</summary>
    public string Prefix => Address?.AbsolutePath.TrimEnd('/') ?? string.Empty;

    /// <summary>
    /// Whether others can find the keys by the issuer's name. The address is never taken from a request: a client writes
    /// its host name.
    /// </summary>
    public bool IsDiscoverable => Address is not null;

    private Uri? Address =>
        Uri.TryCreate(directory.Issuer, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri : null;

    public async Task WriteKeySetAsync(HttpContext context)
    {
        MayBeCached(context.Response);
        context.Response.ContentType = "application/jwk-set+json";
        await context.Response.Body.WriteAsync(directory.GetKeySet(), context.RequestAborted).ConfigureAwait(false);
    }

    public Task WriteDiscoveryAsync(HttpContext context)
    {
        MayBeCached(context.Response);
        var discovery = new KeyDiscovery
        {
            Issuer = directory.Issuer,
            JwksUri = directory.Issuer.TrimEnd('/') + KeySet,
            IdTokenSigningAlgValuesSupported = directory.Algorithms,
        };
        return context.Response.WriteAsJsonAsync(
            discovery,
            SessionTokenJsonContext.Default.KeyDiscovery,
            contentType: null,
            context.RequestAborted
        );
    }

    /// <summary>Short enough that a new key is known before it signs, when it is announced as far ahead as documented.</summary>
    private static void MayBeCached(HttpResponse response) => response.Headers.CacheControl = "public, max-age=300";
}
