using SessionManager.Backends;
using SessionManager.Backends.Opaque;
using SessionManager.Core.Tests.Sessions;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Backends;

[Trait("Req", "3.16")]
public class OpaqueBackendTests
{
    private static readonly DateTimeOffset Now = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly OpaqueSessionBackend _backend = new();

    [Fact]
    public async Task An_issued_token_is_accepted_and_is_its_own_refresh_token()
    {
        var (record, reading, issued) = await IssueAsync();

        Assert.Equal(CredentialVerdict.Accepted, _backend.Judge(record, reading, Now));
        Assert.Null(issued.Tokens.RefreshToken);
        Assert.Null(issued.Tokens.TokenExpiresAt);
        Assert.Null(issued.Replaced);
        Assert.False(issued.IsSuccessor);
        Assert.Equal("opaque", _backend.Name);
    }

    [Fact]
    public async Task A_proof_for_another_session_is_rejected()
    {
        var (record, reading, _) = await IssueAsync();
        var other = record with { Session = record.Session with { Id = SessionId.Create("alice") } };

        Assert.Equal(CredentialVerdict.Rejected, _backend.Judge(other, reading, Now));
        Assert.Equal(CredentialVerdict.Rejected, _backend.Judge(record, CredentialReading.Malformed, Now));
        Assert.Equal(
            CredentialVerdict.Rejected,
            _backend.Judge(record, new CredentialReading(record.Session.Id, SessionSecret.Create()), Now)
        );
    }

    [Fact]
    [Trait("Sec", "28")]
    public async Task A_replaced_proof_is_good_until_the_grace_ends_and_retired_from_then_on()
    {
        var (record, reading, _) = await IssueAsync();
        var next = await _backend.RefreshAsync(record, reading, Now.AddSeconds(10), default);
        var rotated = record with { SecretHash = next.SecretHash, Replaced = next.Replaced };

        Assert.Equal(
            CredentialVerdict.AcceptedInGrace,
            _backend.Judge(rotated, reading, Now.AddSeconds(10).AddTicks(-1))
        );
        Assert.Equal(CredentialVerdict.Retired, _backend.Judge(rotated, reading, Now.AddSeconds(10)));
        Assert.Equal(CredentialVerdict.Accepted, _backend.Judge(rotated, _backend.Read(next.Tokens.Token), Now));
    }

    [Fact]
    [Trait("Sec", "29")]
    public async Task The_successor_is_identical_and_sealed_for_the_holder_alone()
    {
        var (record, reading, _) = await IssueAsync();
        var next = await _backend.RefreshAsync(record, reading, Now.AddSeconds(10), default);
        var rotated = record with { SecretHash = next.SecretHash, Replaced = next.Replaced };

        var again = await _backend.RefreshAsync(rotated, reading, Now.AddSeconds(99), default);

        Assert.True(again.IsSuccessor);
        Assert.Equal(next.Tokens.Token, again.Tokens.Token);
        Assert.Equal(next.Replaced!.AcceptedUntil, again.Replaced!.AcceptedUntil);
        Assert.True(SessionToken.TryParse(next.Tokens.Token, out var successor));
        var seal = next.Replaced.SealedSuccessor.ToArray();
        Assert.Equal(-1, seal.AsSpan().IndexOf(successor.Secret.Bytes[..8]));
        Assert.Throws<SessionRecordUnreadableException>(() => SuccessorSeal.Open(seal, SessionSecret.Create()));
        Assert.Throws<SessionRecordUnreadableException>(() => SuccessorSeal.Open(seal.AsSpan(1), reading.Secret));
    }

    [Fact]
    public async Task Every_bit_of_a_seal_is_guarded()
    {
        var (record, reading, _) = await IssueAsync();
        var seal = (await _backend.RefreshAsync(record, reading, Now, default)).Replaced!.SealedSuccessor.ToArray();
        for (var i = 0; i < seal.Length; i++)
        {
            seal[i] ^= 1;
            Assert.Throws<SessionRecordUnreadableException>(() => SuccessorSeal.Open(seal, reading.Secret));
            seal[i] ^= 1;
        }

        SuccessorSeal.Open(seal, reading.Secret);
    }

    [Fact]
    public void Garbage_is_malformed()
    {
        Assert.False(_backend.Read("").IsWellFormed);
        Assert.False(_backend.Read(new string('x', 70)).IsWellFormed);
        Assert.False(_backend.Read(null).IsWellFormed);
    }

    private async Task<(SessionRecord, CredentialReading, IssuedCredentials)> IssueAsync()
    {
        var session = UserSessionTests.Sample();
        var issued = await _backend.IssueAsync(session, default);
        return (
            new() { Session = session, SecretHash = issued.SecretHash },
            _backend.Read(issued.Tokens.Token),
            issued
        );
    }
}
