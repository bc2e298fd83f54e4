using SessionManager.Backends;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Testing.Backends;
using SessionManager.Testing.Samples;

namespace SessionManager.Jwt.Tests.Conformance;

public abstract class JwtBackendConformance(JwtAlgorithm algorithm) : SessionBackendConformance
{
    protected override ISessionBackend CreateBackend() =>
        JwtParts.Backend(Clock, options => options.Keys.Add(TestKeys.Of(algorithm)));

    /// <summary>
    /// Stricter than the suite, which is content if only the one before is known: every refresh token of a line is known
    /// as a retired one, so that a thief who refreshes twice is found out as well.
    /// </summary>
    [Fact]
    [Trait("Sec", "28")]
    public override async Task A_chain_of_refreshes_keeps_one_step()
    {
        var record = SessionSamples.Create("alice", Now);
        var issued = await Backend.IssueAsync(record.Session, default);
        record = record with { SecretHash = issued.SecretHash };
        var chain = new List<string> { issued.Tokens.RefreshToken! };
        for (var step = 0; step < 5; step++)
        {
            issued = await Backend.RefreshAsync(record, Backend.Read(chain[^1]), Now.AddSeconds(10), default);
            record = record with { SecretHash = issued.SecretHash, Replaced = issued.Replaced };
            chain.Add(issued.Tokens.RefreshToken!);
        }

        CredentialVerdict Judge(string token) => Backend.Judge(record, Backend.Read(token), Now);
        Assert.Equal(CredentialVerdict.Accepted, Judge(chain[^1]));
        Assert.Equal(CredentialVerdict.AcceptedInGrace, Judge(chain[^2]));
        Assert.All(chain[..^2], token => Assert.Equal(CredentialVerdict.Retired, Judge(token)));
    }
}

/// <summary>With a shared secret.</summary>
[Trait("Req", "3.16")]
public sealed class HmacBackendConformance() : JwtBackendConformance(JwtAlgorithm.HS256);

/// <summary>With a key on a curve.</summary>
[Trait("Req", "3.16")]
public sealed class CurveBackendConformance() : JwtBackendConformance(JwtAlgorithm.ES256);
