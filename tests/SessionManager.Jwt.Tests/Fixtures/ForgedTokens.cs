using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SessionManager.Jwt.Keys;

namespace SessionManager.Jwt.Tests.Fixtures;

/// <summary>
/// Tokens that no host should take, made from a genuine one: what RFC 8725 and the CVEs of this field tell of. The ring
/// they are meant for is <see cref="Ring"/>.
/// </summary>
internal static partial class ForgedTokens
{
    public const string RsaId = "rsa-1";
    public const string SecretId = "hs-1";
    public const string CurveId = "es-1";

    private static readonly Lazy<RSA> Attacker = new(static () => RSA.Create(3072));

    /// <summary>One key of each kind; the one of RSA signs.</summary>
    public static JwtSigningKey[] Ring(DateTimeOffset now) =>
        [
            JwtSigningKey.FromRsa(TestKeys.SharedRsa, JwtAlgorithm.RS256, RsaId, now.AddDays(-1)),
            JwtSigningKey.FromSecret(SecretId, TestKeys.Secret),
            JwtSigningKey.FromECDsa(TestKeys.SharedCurve, CurveId),
        ];

    public static IEnumerable<(string Name, string Token)> Of(string genuine, DateTimeOffset now) =>
        [
            .. Algorithms(genuine),
            .. KeyIds(genuine),
            .. KeysInHeader(genuine),
            .. Types(genuine),
            .. Claims(genuine, now),
            .. Json(genuine),
            .. Forms(genuine),
        ];

    /// <summary>A genuine token with another header or other claims, signed with the real key.</summary>
    public static string Signed(string genuine, Action<JsonObject>? header = null, Action<JsonObject>? claims = null) =>
        Sign(Change(Part(genuine, 0), header), Change(Part(genuine, 1), claims), Rs256(TestKeys.SharedRsa));

    private static IEnumerable<(string, string)> Algorithms(string genuine)
    {
        var payload = Part(genuine, 1);
        foreach (var none in new[] { "none", "None", "NONE", "nOnE", "", " none" })
        {
            var head = Change(Part(genuine, 0), header => header["alg"] = none);
            yield return ($"alg {none}, no signature", Sign(head, payload, static _ => []));
            yield return ($"alg {none}, signed all the same", Sign(head, payload, Rs256(TestKeys.SharedRsa)));
        }

        var hmac = Change(Part(genuine, 0), static header => header["alg"] = "HS256");
        var rsa = TestKeys.SharedRsa;
        yield return (
            "HS256 with the public key's PEM",
            Sign(hmac, payload, Hs256(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())))
        );
        yield return (
            "HS256 with the public key's PEM and a line end",
            Sign(hmac, payload, Hs256(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n")))
        );
        yield return ("HS256 with the public key's DER", Sign(hmac, payload, Hs256(rsa.ExportSubjectPublicKeyInfo())));
        yield return ("HS256 with the public key's PKCS#1", Sign(hmac, payload, Hs256(rsa.ExportRSAPublicKey())));
        yield return ("HS256 with the modulus", Sign(hmac, payload, Hs256(rsa.ExportParameters(false).Modulus!)));
        yield return ("HS256 with nothing", Sign(hmac, payload, Hs256([])));
        yield return ("HS256 with the real secret under the RSA key's id", Sign(hmac, payload, Hs256(TestKeys.Secret)));
        yield return (
            "RS256 under the secret's id",
            Sign(Change(Part(genuine, 0), static header => header["kid"] = SecretId), payload, Rs256(rsa))
        );
        foreach (var other in new[] { "PS256", "RS384", "RS512", "rs256", "ES256", "HS384", "HS512", "EdDSA" })
            yield return ($"alg {other} over an RS256 signature", Signed(genuine, header => header["alg"] = other));
        yield return (
            "PS256 with the key that is for RS256",
            Sign(
                Change(Part(genuine, 0), static header => header["alg"] = "PS256"),
                payload,
                data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
            )
        );
        yield return (
            "a PSS signature called RS256",
            Sign(
                Part(genuine, 0),
                payload,
                data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
            )
        );
        foreach (var zero in new byte[] { 0, 0xFF })
        {
            yield return (
                $"ES256 with a signature of {zero}",
                Sign(
                    Change(Part(genuine, 0), static header => (header["alg"], header["kid"]) = ("ES256", CurveId)),
                    payload,
                    _ => [.. Enumerable.Repeat(zero, 64)]
                )
            );
        }

        yield return ("alg missing", Signed(genuine, static header => header.Remove("alg")));
        yield return ("alg a list", Signed(genuine, static header => header["alg"] = new JsonArray("RS256")));
        yield return ("alg null", Signed(genuine, static header => header["alg"] = null));
    }

    private static IEnumerable<(string, string)> KeyIds(string genuine)
    {
        yield return ("kid missing", Signed(genuine, static header => header.Remove("kid")));
        yield return ("kid null", Signed(genuine, static header => header["kid"] = null));
        yield return ("kid a number", Signed(genuine, static header => header["kid"] = 1));
        yield return ("kid a list", Signed(genuine, static header => header["kid"] = new JsonArray(RsaId)));
        foreach (
            var id in new[]
            {
                "",
                "RSA-1",
                RsaId + " ",
                RsaId + "\0",
                "rsa-2",
                "../../../../dev/null",
                "/dev/null",
                "' UNION SELECT 'x",
                "http://attacker.example/key",
                new string('k', 4000),
                "rsa-1\u202E",
                "0",
            }
        )
        {
            yield return ($"kid {id}, real key", Signed(genuine, header => header["kid"] = id));
            var head = Change(Part(genuine, 0), header => (header["kid"], header["alg"]) = (id, "HS256"));
            yield return ($"kid {id}, empty secret", Sign(head, Part(genuine, 1), Hs256([])));
        }

        yield return (
            "the secret's id with another secret",
            Sign(
                Change(Part(genuine, 0), static header => (header["kid"], header["alg"]) = (SecretId, "HS256")),
                Part(genuine, 1),
                Hs256(new byte[32])
            )
        );
        yield return (
            "the right id with another RSA key",
            Sign(Part(genuine, 0), Part(genuine, 1), Rs256(Attacker.Value))
        );
    }

    private static IEnumerable<(string, string)> KeysInHeader(string genuine)
    {
        var key = Attacker.Value.ExportParameters(false);
        foreach (var id in new[] { RsaId, "attacker" })
        {
            JsonObject Jwk() =>
                new()
                {
                    ["kty"] = "RSA",
                    ["kid"] = id,
                    ["n"] = Base64Url.EncodeToString(key.Modulus),
                    ["e"] = Base64Url.EncodeToString(key.Exponent),
                };
            (string, Func<JsonNode>)[] members =
            [
                ("jwk", Jwk),
                ("jku", static () => "https://attacker.example/jwks.json"),
                ("x5u", static () => "https://attacker.example/chain.pem"),
                ("x5c", static () => new JsonArray(Convert.ToBase64String(new byte[300]))),
                ("x5t", static () => "AAAA"),
            ];
            foreach (var (name, value) in members)
            {
                var head = Change(Part(genuine, 0), header => (header["kid"], header[name]) = (id, value()));
                yield return ($"{name} of the attacker, kid {id}", Sign(head, Part(genuine, 1), Rs256(Attacker.Value)));
            }
        }
    }

    private static IEnumerable<(string, string)> Types(string genuine)
    {
        yield return ("typ missing", Signed(genuine, static header => header.Remove("typ")));
        foreach (
            var type in new[]
            {
                "JWT",
                "AT+JWT",
                "at+JWT",
                "application/at+jwt",
                "rt+jwt",
                "logout+jwt",
                "dpop+jwt",
                "",
            }
        )
            yield return ($"typ {type}", Signed(genuine, header => header["typ"] = type));
        yield return ("typ a list", Signed(genuine, static header => header["typ"] = new JsonArray("at+jwt")));
        yield return ("crit", Signed(genuine, static header => header["crit"] = new JsonArray("exp")));
        yield return (
            "crit and b64",
            Signed(genuine, static header => (header["crit"], header["b64"]) = (new JsonArray("b64"), false))
        );
        yield return ("crit null", Signed(genuine, static header => header["crit"] = null));
    }

    private static IEnumerable<(string, string)> Claims(string genuine, DateTimeOffset now)
    {
        foreach (var name in new[] { "iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp", "gen" })
        {
            yield return ($"{name} missing", Signed(genuine, null, claims => claims.Remove(name)));
            yield return ($"{name} null", Signed(genuine, null, claims => claims[name] = null));
            yield return ($"{name} empty", Signed(genuine, null, claims => claims[name] = ""));
            yield return (
                $"{name} a list",
                Signed(genuine, null, claims => claims[name] = new JsonArray(claims[name]!.DeepClone()))
            );
            yield return ($"{name} an object", Signed(genuine, null, claims => claims[name] = new JsonObject()));
            yield return ($"{name} true", Signed(genuine, null, claims => claims[name] = true));
        }

        foreach (
            var issuer in new[]
            {
                "https://api.example.com/",
                "HTTPS://API.EXAMPLE.COM",
                "https://evil.example",
                " https://api.example.com",
            }
        )
            yield return ($"iss {issuer}", Signed(genuine, null, claims => claims["iss"] = issuer));
        foreach (var audience in new[] { "API", "api2", "ap", "https://api.example.com", "*" })
            yield return ($"aud {audience}", Signed(genuine, null, claims => claims["aud"] = audience));
        yield return (
            "aud among others",
            Signed(genuine, null, static claims => claims["aud"] = new JsonArray("api", "other"))
        );

        var seconds = now.ToUnixTimeSeconds();
        foreach (var name in new[] { "iat", "nbf", "exp" })
        {
            yield return (
                $"{name} as text",
                Signed(
                    genuine,
                    null,
                    claims => claims[name] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
            );
            yield return ($"{name} negative", Signed(genuine, null, claims => claims[name] = -1));
            yield return ($"{name} a fraction", Signed(genuine, null, claims => claims[name] = seconds + 0.5));
            yield return ($"{name} beyond all time", Signed(genuine, null, claims => claims[name] = long.MaxValue));
            yield return (
                $"{name} beyond all numbers",
                Signed(genuine, null, claims => claims[name] = JsonNode.Parse("1e300"))
            );
        }

        yield return ("exp past", Signed(genuine, null, claims => claims["exp"] = seconds - 31));
        yield return ("exp zero", Signed(genuine, null, static claims => claims["exp"] = 0));
        yield return ("nbf to come", Signed(genuine, null, claims => claims["nbf"] = seconds + 31));
        yield return ("iat to come", Signed(genuine, null, claims => claims["iat"] = seconds + 31));
        foreach (var id in new[] { "sess_", "x", "sess_AAAAAAAAAAAAAAAAAAAAAAAAA*", "AAAAAAAAAAAAAAAAAAAAAAAAAA" })
            yield return ($"sid {id}", Signed(genuine, null, claims => claims["sid"] = id));
        yield return ("gen too short", Signed(genuine, null, static claims => claims["gen"] = "AAAA"));
    }

    private static string Sign(byte[] header, byte[] payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static Func<byte[], byte[]> Rs256(RSA key) =>
        data => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static Func<byte[], byte[]> Hs256(byte[] secret) => data => HMACSHA256.HashData(secret, data);

    private static byte[] Part(string token, int index) => Base64Url.DecodeFromChars(token.Split('.')[index]);

    private static byte[] Change(byte[] json, Action<JsonObject>? change)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        change?.Invoke(node);
        return Bytes(node.ToJsonString());
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
