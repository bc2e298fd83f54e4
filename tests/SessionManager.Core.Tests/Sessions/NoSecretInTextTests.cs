using SessionManager.Backends;
using SessionManager.Backends.Opaque;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing;

namespace SessionManager.Core.Tests.Sessions;

/// <summary>What may end up in a log or a debugger shows nothing that opens a session.</summary>
[Trait("Sec", "8")]
public class NoSecretInTextTests
{
    [Fact]
    public async Task No_text_form_shows_a_secret_or_a_hash()
    {
        var secret = SessionSecret.Create();
        var id = SessionId.Create("alice");
        var token = new SessionToken(id, secret);
        var backend = new OpaqueSessionBackend();
        var record = Record(id, secret.Hash());
        var reading = backend.Read(token.Reveal());
        var issued = await backend.RefreshAsync(record, reading, new ManualTimeProvider().GetUtcNow(), default);
        var rotated = record with { Replaced = issued.Replaced, SecretHash = issued.SecretHash };
        object[] things =
        [
            secret,
            secret.Hash(),
            token,
            reading,
            record,
            record.Session,
            rotated,
            issued,
            issued.Tokens,
            issued.Replaced!,
            new SessionInsertResult(SessionInsertOutcome.Inserted, [rotated]),
            new SessionTokensResult
            {
                Outcome = SessionOutcome.Success,
                Session = record.Session,
                Tokens = issued.Tokens,
            },
            new SessionCreateResult
            {
                Outcome = SessionOutcome.Success,
                Session = record.Session,
                Tokens = issued.Tokens,
            },
        ];

        var text = string.Join('\n', things.Select(thing => thing.ToString()));

        foreach (var hidden in Hidden(token, secret.Hash(), issued))
            Assert.DoesNotContain(hidden, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Text_forms_say_what_they_stand_for()
    {
        var id = SessionId.Create("alice");
        var record = Record(id, default);

        Assert.Equal("[secret]", SessionSecret.Create().ToString());
        Assert.Equal("[hash]", default(SecretHash).ToString());
        Assert.Equal($"{id}.[secret]", new SessionToken(id, SessionSecret.Create()).ToString());
        Assert.Equal($"SessionRecord {id} v1", record.ToString());
        Assert.Equal($"UserSession {id}", record.Session.ToString());
        Assert.Equal($"credential for {id}", new CredentialReading(id, SessionSecret.Create()).ToString());
        Assert.Equal("malformed credential", CredentialReading.Malformed.ToString());
        Assert.Equal("[session tokens]", new SessionTokens { Token = "t" }.ToString());
    }

    private static IEnumerable<string> Hidden(SessionToken token, SecretHash hash, IssuedCredentials issued)
    {
        yield return token.Reveal();
        yield return token.Reveal()[27..];
        yield return issued.Tokens.Token;
        yield return issued.Tokens.Token[27..];
        foreach (var bytes in new[] { hash.Bytes.ToArray(), issued.SecretHash.Bytes.ToArray() })
        {
            yield return Convert.ToHexString(bytes);
            yield return Convert.ToBase64String(bytes);
            yield return System.Buffers.Text.Base64Url.EncodeToString(bytes);
        }
    }

    private static SessionRecord Record(SessionId id, SecretHash hash) =>
        new() { Session = UserSessionTests.Sample() with { Id = id }, SecretHash = hash };
}
