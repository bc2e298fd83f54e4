using System.Buffers.Text;

namespace SessionManager.Jwt.Tests.Fixtures;

/// <summary>Tokens of which the JSON, the encoding or the size is not as it should be.</summary>
internal static partial class ForgedTokens
{
    private static IEnumerable<(string, string)> Json(string genuine)
    {
        var (header, payload) = (Text(Part(genuine, 0)), Text(Part(genuine, 1)));
        var sign = Rs256(TestKeys.SharedRsa);
        foreach (
            var claim in new[]
            {
                "\"sub\":\"mallory\"",
                "\"exp\":9999999999",
                "\"sid\":\"x\"",
                "\"s\\u0075b\":\"mallory\"",
                "\"roles\":[\"admin\"],\"roles\":[]",
            }
        )
        {
            yield return ($"{claim} twice, first", Sign(Bytes(header), Bytes("{" + claim + "," + payload[1..]), sign));
            yield return ($"{claim} twice, last", Sign(Bytes(header), Bytes(payload[..^1] + "," + claim + "}"), sign));
        }

        foreach (
            var member in new[] { "\"alg\":\"none\"", "\"kid\":\"hs-1\"", "\"typ\":\"JWT\"", "\"\\u0061lg\":\"HS256\"" }
        )
        {
            yield return (
                $"header {member} twice, first",
                Sign(Bytes("{" + member + "," + header[1..]), Bytes(payload), sign)
            );
            yield return (
                $"header {member} twice, last",
                Sign(Bytes(header[..^1] + "," + member + "}"), Bytes(payload), sign)
            );
        }

        foreach (
            var odd in new[]
            {
                "null",
                "[]",
                "1",
                "\"text\"",
                "{",
                "{}{}",
                "{} x",
                "",
                new string('[', 100),
                "{\"a\":" + new string('{', 60) + new string('}', 61),
            }
        )
        {
            yield return ($"payload {odd}", Sign(Bytes(header), Bytes(odd), sign));
            yield return ($"header {odd}", Sign(Bytes(odd), Bytes(payload), sign));
        }

        yield return ("a payload with a comment", Sign(Bytes(header), Bytes(payload[..^1] + "/* */}"), sign));
        yield return ("a payload with a trailing comma", Sign(Bytes(header), Bytes(payload[..^1] + ",}"), sign));
        yield return ("a payload with a byte order mark", Sign(Bytes(header), Bytes("\uFEFF" + payload), sign));
        yield return (
            "a header that is no UTF-8",
            Sign([.. Bytes(header[..^1] + ",\"kid\":\""), 0xC3, 0x28, .. "\"}"u8], Bytes(payload), sign)
        );
        yield return (
            "a kid that is no UTF-8",
            Sign([.. """{"alg":"RS256","typ":"at+jwt","kid":" """u8, 0xFF, .. "\"}"u8], Bytes(payload), sign)
        );
        yield return (
            "a kid of half a character",
            Sign(Bytes("""{"alg":"RS256","typ":"at+jwt","kid":"\ud800"}"""), Bytes(payload), sign)
        );
        yield return (
            "a sub of half a character",
            Sign(Bytes(header), Bytes(payload.Replace("\"alice\"", "\"\\ud800\"", StringComparison.Ordinal)), sign)
        );
        yield return (
            "a name of half a character",
            Sign(
                Bytes(header),
                Bytes("{\"\\udc00\":1," + payload[1..].Replace("\"sub\"", "\"\\ud800\"", StringComparison.Ordinal)),
                sign
            )
        );
    }

    private static IEnumerable<(string, string)> Forms(string genuine)
    {
        var parts = genuine.Split('.');
        for (var length = 0; length < genuine.Length; length += 7)
            yield return ($"cut to {length}", genuine[..length]);
        yield return ("without signature", $"{parts[0]}.{parts[1]}");
        yield return ("with an empty signature", $"{parts[0]}.{parts[1]}.");
        yield return ("without payload", $"{parts[0]}..{parts[2]}");
        yield return ("without header", $".{parts[1]}.{parts[2]}");
        yield return ("with a fourth part", genuine + ".AAAA");
        yield return ("encrypted (five parts)", $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[1]}.{parts[2]}");
        var encrypted = Base64Url.EncodeToString("""{"alg":"dir","enc":"A256GCM","kid":"hs-1","typ":"at+jwt"}"""u8);
        yield return (
            "encrypted with the shared secret",
            $"{encrypted}..AAAAAAAAAAAAAAAA.{parts[1]}.AAAAAAAAAAAAAAAAAAAAAA"
        );
        yield return (
            "as JSON",
            $$"""{"payload":"{{parts[1]}}","protected":"{{parts[0]}}","signature":"{{parts[2]}}"}"""
        );
        yield return ("with padding", $"{parts[0]}.{parts[1]}.{parts[2]}=");
        yield return (
            "with the header of base64",
            $"{parts[0].Replace('-', '+').Replace('_', '/')}=.{parts[1]}.{parts[2]}"
        );
        yield return ("with a space", $"{parts[0]}.{parts[1]}. {parts[2]}");
        yield return ("with a line end", genuine + "\n");
        yield return ("with a zero", genuine + "\0");
        yield return ("twice", genuine + genuine);
        yield return ("twice with a comma", genuine + "," + genuine);
        yield return (
            "with another's signature",
            $"{parts[0]}.{parts[1]}.{Signed(genuine, null, static claims => claims["jti"] = "other").Split('.')[2]}"
        );
        yield return (
            "of 9 kB, signed well",
            Signed(genuine, null, static claims => claims["pad"] = new string('p', 6600))
        );
        yield return ("of a megabyte", parts[0] + "." + new string('A', 1 << 20) + "." + parts[2]);
        yield return ("of dots", new string('.', 5000));
    }
}
