using SessionManager.Backends;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Backends;

/// <summary>
/// What <see cref="ISessionBackend"/> says, in tests. A backend's own test class derives from this and says how to make
/// one; xunit finds the tests.
/// </summary>
public abstract partial class SessionBackendConformance
{
    private ISessionBackend? _backend;

    /// <summary>The clock that the backend under test goes by, if it needs one.</summary>
    protected ManualTimeProvider Clock { get; } = new();

    /// <summary>The backend under test.</summary>
    protected ISessionBackend Backend => _backend ??= CreateBackend();

    /// <summary>The present moment.</summary>
    protected DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Makes a backend.</summary>
    protected abstract ISessionBackend CreateBackend();

    /// <summary>
    /// What a client of these tokens presents to be let in. Override when the token that is read is another than the one
    /// that is refreshed.
    /// </summary>
    protected virtual string Presented(SessionTokens tokens) => tokens.Token;

    /// <summary>What a client of these tokens presents to get new ones.</summary>
    protected virtual string PresentedForRefresh(SessionTokens tokens) => tokens.RefreshToken ?? tokens.Token;

    private async Task<(SessionRecord Record, SessionTokens Tokens)> IssueAsync(string userId = "alice")
    {
        var record = SessionSamples.Create(userId, Now);
        var issued = await Backend.IssueAsync(record.Session, CancellationToken.None);
        Assert.False(issued.IsSuccessor);
        Assert.Null(issued.Replaced);
        return (record with { SecretHash = issued.SecretHash }, issued.Tokens);
    }

    private async Task<(SessionRecord Record, IssuedCredentials Issued)> RefreshAsync(
        SessionRecord record,
        SessionTokens tokens,
        TimeSpan grace
    )
    {
        var reading = Backend.Read(PresentedForRefresh(tokens));
        var issued = await Backend.RefreshAsync(record, reading, Now + grace, CancellationToken.None);
        return (record with { SecretHash = issued.SecretHash, Replaced = issued.Replaced }, issued);
    }

    private CredentialVerdict Judge(SessionRecord record, string presented) =>
        Backend.Judge(record, Backend.Read(presented), Now);

    /// <summary>A backend has a name that fits in a metric.</summary>
    [Fact]
    public virtual void It_has_a_name() => Assert.Matches("^[a-z][a-z0-9_-]{0,31}$", Backend.Name);

    /// <summary>What is issued is read as a credential of its session, and accepted.</summary>
    [Fact]
    [Trait("Req", "3.7")]
    [Trait("Req", "4.6")]
    public virtual async Task An_issued_token_is_accepted()
    {
        var (record, tokens) = await IssueAsync();

        var reading = Backend.Read(Presented(tokens));

        Assert.True(reading.IsWellFormed);
        Assert.Equal(record.Session.Id, reading.Id);
        Assert.Equal(CredentialVerdict.Accepted, Backend.Judge(record, reading, Now));
    }

    /// <summary>A token is good for its own session only: another one, of the same user too, rejects it.</summary>
    [Theory]
    [InlineData("alice")]
    [InlineData("bob")]
    [Trait("Sec", "7")]
    public virtual async Task Another_sessions_token_is_rejected(string otherUser)
    {
        var (_, tokens) = await IssueAsync();
        var (other, _) = await IssueAsync(otherUser);

        Assert.Equal(CredentialVerdict.Rejected, Judge(other, Presented(tokens)));
    }

    /// <summary>A session's id before another session's proof is accepted by neither.</summary>
    [Fact]
    [Trait("Sec", "7")]
    public virtual async Task A_token_of_two_halves_is_rejected()
    {
        var (first, firstTokens) = await IssueAsync();
        var (second, secondTokens) = await IssueAsync();
        var (one, other) = (Presented(firstTokens), Presented(secondTokens));
        for (var cut = 1; cut < Math.Min(one.Length, other.Length); cut++)
        {
            var joined = string.Concat(one.AsSpan(0, cut), other.AsSpan(cut));
            if (
                string.Equals(joined, one, StringComparison.Ordinal)
                || string.Equals(joined, other, StringComparison.Ordinal)
            )
                continue;
            Assert.Equal(CredentialVerdict.Rejected, Judge(first, joined));
            Assert.Equal(CredentialVerdict.Rejected, Judge(second, joined));
        }
    }

    /// <summary>What a storage keeps lets nobody in: not the hash, not the id.</summary>
    [Fact]
    [Trait("Sec", "2")]
    [Trait("Sec", "3")]
    public virtual async Task What_is_stored_is_no_token()
    {
        var (record, tokens) = await IssueAsync();
        (record, _) = await RefreshAsync(record, tokens, TimeSpan.FromSeconds(10));
        var id = record.Session.Id;
        var stolen = new SessionToken(id, new SessionSecret(record.SecretHash.Bytes)).Reveal();
        var seal = record.Replaced is { } replaced ? replaced.SealedSuccessor : default;
        string[] attempts =
        [
            stolen,
            id.ToString(),
            id.ToString()[SessionId.Prefix.Length..],
            Convert.ToHexString(record.SecretHash.Bytes),
            Convert.ToBase64String(record.SecretHash.Bytes),
            Convert.ToBase64String(seal.Span),
        ];

        Assert.All(attempts, attempt => Assert.Equal(CredentialVerdict.Rejected, Judge(record, attempt)));
    }

    /// <summary>No two credentials are the same.</summary>
    [Fact]
    [Trait("Req", "4.4")]
    [Trait("Req", "4.15")]
    [Trait("Sec", "1")]
    public virtual async Task Every_token_is_new()
    {
        var record = SessionSamples.Create("alice", Now);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var hashes = new HashSet<SecretHash>();
        for (var i = 0; i < 5000; i++)
        {
            var issued = await Backend.IssueAsync(record.Session, CancellationToken.None);
            Assert.True(tokens.Add(Presented(issued.Tokens)));
            Assert.True(hashes.Add(issued.SecretHash));
        }
    }

    /// <summary>Nothing a backend makes shows its secret when it is printed.</summary>
    [Fact]
    [Trait("Sec", "8")]
    public virtual async Task Nothing_prints_its_secret()
    {
        var (record, tokens) = await IssueAsync();
        var reading = Backend.Read(Presented(tokens));
        var (refreshed, issued) = await RefreshAsync(record, tokens, TimeSpan.FromSeconds(10));
        var secret = new char[SessionSecret.Length];
        Assert.True(reading.Secret.TryFormat(secret));

        object?[] made =
        [
            tokens,
            issued,
            issued.Tokens,
            issued.Replaced,
            reading,
            reading.Secret,
            reading.State,
            record,
            refreshed,
            record.SecretHash,
        ];

        foreach (var printed in made.Select(static one => $"{one}"))
        {
            Assert.DoesNotContain(new string(secret), printed, StringComparison.Ordinal);
            Assert.DoesNotContain(Presented(tokens), printed, StringComparison.Ordinal);
            Assert.DoesNotContain(Presented(issued.Tokens), printed, StringComparison.Ordinal);
            Assert.DoesNotContain(
                Convert.ToHexString(record.SecretHash.Bytes),
                printed,
                StringComparison.OrdinalIgnoreCase
            );
        }
    }
}
