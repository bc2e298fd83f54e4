using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using SessionManager.Backends;
using SessionManager.Jwt.DependencyInjection;

namespace SessionManager.Jwt.Keys;

/// <summary>Publishes the public halves of the keys, those included that are not active yet. Secrets have none.</summary>
internal sealed class JwtKeyDirectory(JwtSessionOptions options, JwtKeyRing ring, TimeProvider time)
    : ISessionKeyDirectory
{
    public string Issuer => options.Issuer;

    public IReadOnlyList<string> Algorithms =>
        [
            .. Published()
                .Select(static key => key.AlgorithmName)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    public ReadOnlyMemory<byte> GetKeySet()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("keys");
        foreach (var key in Published())
        {
            json.WriteStartObject();
            json.WriteString("kid", key.KeyId);
            json.WriteString("alg", key.AlgorithmName);
            json.WriteString("use", "sig");
            if (key.Key is RsaSecurityKey rsa)
                Write(json, rsa.Rsa.ExportParameters(includePrivateParameters: false));
            else if (key.Key is ECDsaSecurityKey curve)
                Write(json, curve.ECDsa.ExportParameters(includePrivateParameters: false));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private IEnumerable<JwtSigningKey> Published()
    {
        var now = time.GetUtcNow();
        return ring.Keys.All.Where(key => key.Algorithm != JwtAlgorithm.HS256 && !key.IsRetiredAt(now));
    }

    private static void Write(Utf8JsonWriter json, RSAParameters key)
    {
        json.WriteString("kty", "RSA");
        json.WriteString("n", Base64Url.EncodeToString(key.Modulus));
        json.WriteString("e", Base64Url.EncodeToString(key.Exponent));
    }

    private static void Write(Utf8JsonWriter json, ECParameters key)
    {
        json.WriteString("kty", "EC");
        json.WriteString("crv", "P-256");
        json.WriteString("x", Base64Url.EncodeToString(key.Q.X));
        json.WriteString("y", Base64Url.EncodeToString(key.Q.Y));
    }
}
