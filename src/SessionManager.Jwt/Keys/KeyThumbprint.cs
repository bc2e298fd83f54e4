using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SessionManager.Jwt.Keys;

/// <summary>The SHA-256 thumbprint of a public key (RFC 7638): a name that nobody has to think up.</summary>
internal static class KeyThumbprint
{
    public static string Of(RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return Of(
            $$"""{"e":"{{Base64Url.EncodeToString(parameters.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}"}"""
        );
    }

    public static string Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return Of(
            $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}"""
        );
    }

    private static string Of(string canonical) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
}
