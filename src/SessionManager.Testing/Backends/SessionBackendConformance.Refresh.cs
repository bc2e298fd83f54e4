using SessionManager.Backends;
using SessionManager.Storage;
using Xunit;

namespace SessionManager.Testing.Backends;

public abstract partial class SessionBackendConformance
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A refresh gives new credentials, accepted at once, and the old ones are good to the end of the grace and not at
    /// it or after it.
    /// </summary>
    [Fact]
    [Trait("Req", "1.18")]
    [Trait("Sec", "28")]
    public virtual async Task A_refreshed_token_retires_after_the_grace()
    {
        var (record, tokens) = await IssueAsync();
        var old = PresentedForRefresh(tokens);

        var (refreshed, issued) = await RefreshAsync(record, tokens, _grace);

        Assert.False(issued.IsSuccessor);
        Assert.NotEqual(record.SecretHash, issued.SecretHash);
        Assert.NotEqual(old, PresentedForRefresh(issued.Tokens));
        Assert.Equal(CredentialVerdict.Accepted, Judge(refreshed, PresentedForRefresh(issued.Tokens)));
        Assert.Equal(CredentialVerdict.AcceptedInGrace, Judge(refreshed, old));
        Clock.Advance(_grace - TimeSpan.FromMicroseconds(1));
        Assert.Equal(CredentialVerdict.AcceptedInGrace, Judge(refreshed, old));
        Clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Equal(CredentialVerdict.Retired, Judge(refreshed, old));
        Assert.Equal(CredentialVerdict.Accepted, Judge(refreshed, PresentedForRefresh(issued.Tokens)));
    }

    /// <summary>Inside the grace everybody who refreshes with the old credentials gets the identical successor.</summary>
    [Fact]
    [Trait("Sec", "29")]
    [Trait("Sec", "30")]
    public virtual async Task The_successor_is_identical_in_the_grace()
    {
        var (record, tokens) = await IssueAsync();
        var (refreshed, first) = await RefreshAsync(record, tokens, _grace);

        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            var (_, again) = await RefreshAsync(refreshed, tokens, _grace);
            Assert.True(again.IsSuccessor);
            Assert.Equal(PresentedForRefresh(first.Tokens), PresentedForRefresh(again.Tokens));
            Assert.Equal(refreshed.SecretHash, again.SecretHash);
            Assert.Equal(refreshed.Replaced?.AcceptedUntil, (again.Replaced ?? refreshed.Replaced)?.AcceptedUntil);
        }
    }

    /// <summary>The grace is the one that the rotation was given; a rotation without one accepts the old credentials no more.</summary>
    [Fact]
    [Trait("Sec", "6")]
    public virtual async Task A_rotation_without_grace_retires_at_once()
    {
        var (record, tokens) = await IssueAsync();

        var (refreshed, issued) = await RefreshAsync(record, tokens, TimeSpan.Zero);

        Assert.Equal(CredentialVerdict.Retired, Judge(refreshed, PresentedForRefresh(tokens)));
        Assert.Equal(CredentialVerdict.Accepted, Judge(refreshed, PresentedForRefresh(issued.Tokens)));
    }

    /// <summary>Credentials replace one another in a chain; the one before the last is only known to be wrong.</summary>
    [Fact]
    [Trait("Sec", "28")]
    public virtual async Task A_chain_of_refreshes_keeps_one_step()
    {
        var (record, first) = await IssueAsync();
        var (second, secondIssued) = await RefreshAsync(record, first, _grace);
        var (third, thirdIssued) = await RefreshAsync(second, secondIssued.Tokens, _grace);

        Assert.Equal(CredentialVerdict.Accepted, Judge(third, PresentedForRefresh(thirdIssued.Tokens)));
        Assert.Equal(CredentialVerdict.AcceptedInGrace, Judge(third, PresentedForRefresh(secondIssued.Tokens)));
        Assert.Equal(CredentialVerdict.Rejected, Judge(third, PresentedForRefresh(first)));
    }

    /// <summary>A credential that never was one of a session is rejected and not retired, before and after a rotation.</summary>
    [Fact]
    [Trait("Sec", "28")]
    public virtual async Task An_unknown_secret_is_not_a_retired_one()
    {
        var (record, tokens) = await IssueAsync();
        var (refreshed, _) = await RefreshAsync(record, tokens, TimeSpan.Zero);
        var forged = await Backend.IssueAsync(record.Session, CancellationToken.None);

        Assert.Equal(CredentialVerdict.Rejected, Judge(record, PresentedForRefresh(forged.Tokens)));
        Assert.Equal(CredentialVerdict.Rejected, Judge(refreshed, PresentedForRefresh(forged.Tokens)));
    }

    /// <summary>What is sealed for the grace holds neither secret in the clear, nor their hashes.</summary>
    [Fact]
    [Trait("Sec", "2")]
    public virtual async Task The_seal_hides_the_successor()
    {
        var (record, tokens) = await IssueAsync();
        var (_, issued) = await RefreshAsync(record, tokens, _grace);
        var seal = Assert.IsType<ReplacedSecret>(issued.Replaced).SealedSuccessor.ToArray();
        var old = Backend.Read(PresentedForRefresh(tokens)).Secret;
        var next = Backend.Read(PresentedForRefresh(issued.Tokens)).Secret;

        Assert.NotEmpty(seal);
        byte[][] secrets =
        [
            old.Bytes.ToArray(),
            next.Bytes.ToArray(),
            old.Hash().Bytes.ToArray(),
            next.Hash().Bytes.ToArray(),
        ];
        // 8 bytes in a row are no accident.
        foreach (var secret in secrets)
        {
            for (var i = 0; i + 8 <= secret.Length; i++)
                Assert.True(seal.AsSpan().IndexOf(secret.AsSpan(i, 8)) < 0, "The seal shows part of a secret.");
        }
    }

    /// <summary>The same session sealed twice does not show that it was.</summary>
    [Fact]
    [Trait("Sec", "2")]
    public virtual async Task Two_seals_have_nothing_in_common()
    {
        var (record, tokens) = await IssueAsync();
        var (_, one) = await RefreshAsync(record, tokens, _grace);
        var (_, other) = await RefreshAsync(record, tokens, _grace);

        Assert.NotEqual(PresentedForRefresh(one.Tokens), PresentedForRefresh(other.Tokens));
        Assert.NotEqual(one.Replaced!.SealedSuccessor.ToArray(), other.Replaced!.SealedSuccessor.ToArray());
    }
}
