using SessionManager.Audit;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Races;
using SessionManager.Testing.Storage;
using Xunit;

namespace SessionManager.Testing.Management;

public abstract partial class SessionManagerConformance
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    /// <summary>A refresh gives new tokens for the same session and moves its end.</summary>
    [Fact]
    [Trait("Req", "1.18")]
    [Trait("Sec", "28")]
    public virtual async Task A_refresh_gives_new_tokens_and_time()
    {
        var before = await SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(20));

        var after = await RefreshedAsync(before);

        Assert.Equal(before.Id, after.Id);
        Assert.NotEqual(PresentedForRefresh(before.Tokens), PresentedForRefresh(after.Tokens));
        Assert.Equal((Now, Now.AddMinutes(30)), (after.Session.LastActivityAt, after.Session.ExpiresAt));
        Assert.True((await ValidateAsync(after.Tokens)).IsValid);
        Assert.Equal(after.Session.ExpiresAt, (await GetAsync(after.Id)).ExpiresAt);
    }

    /// <summary>Inside the grace, fixed by the first rotation, the old token gets the identical successor each time.</summary>
    [Fact]
    [Trait("Sec", "29")]
    public virtual async Task Inside_the_grace_a_refresh_gives_the_identical_successor()
    {
        var before = await SignInAsync();
        var after = await RefreshedAsync(before);

        for (var second = 1; second < 10; second++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            var again = await RefreshedAsync(before);
            Assert.Equal(PresentedForRefresh(after.Tokens), PresentedForRefresh(again.Tokens));
        }

        Assert.Equal(1, Storage.Calls(StorageOperation.Replace));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SessionOutcome.Ended, (await RefreshAsync(before.Tokens)).Outcome);
    }

    /// <summary>
    /// A replaced token that is presented after the grace is in wrong hands: the session ends, its newest token too, and
    /// the trail says so.
    /// </summary>
    [Fact]
    [Trait("Sec", "28")]
    [Trait("Req", "4.22")]
    public virtual async Task Reuse_of_a_retired_token_ends_the_session()
    {
        var before = await SignInAsync();
        var after = await RefreshedAsync(before);
        Clock.Advance(_grace);

        var reused = await RefreshAsync(before.Tokens);

        Assert.Equal(SessionOutcome.Ended, reused.Outcome);
        Assert.Null(reused.Tokens);
        await AssertDeadAsync(before.Id, SessionEndReasons.TokenReuse, before.Tokens, after.Tokens);
        var audited = Assert.Single(await AuditedAsync(SessionAuditKind.Suspicious));
        Assert.Equal((before.Id, SessionEndReasons.TokenReuse), (audited.SessionId, audited.Reason));
    }

    /// <summary>A token that never was one of the session is refused, and the session goes on.</summary>
    [Fact]
    [Trait("Sec", "28")]
    [Trait("Sec", "5")]
    public virtual async Task An_unknown_token_ends_nothing()
    {
        var signedIn = await SignInAsync();
        var forged = new SessionToken(signedIn.Id, SessionSecret.Create()).Reveal();
        var stranger = new SessionToken(SessionId.Create(Alice), SessionSecret.Create()).Reveal();

        foreach (var token in new[] { forged, stranger })
        {
            var result = await Sessions.RefreshAsync(token);
            Assert.Equal(SessionOutcome.NotFound, result.Outcome);
            Assert.Null(result.Tokens);
            Assert.False((await ValidateAsync(token)).IsValid);
        }

        Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
        Assert.Equal(1, await CountAsync());
        await RefreshedAsync(signedIn);
    }

    /// <summary>Fifty refreshes of one token at once are one rotation, and everybody gets the same tokens.</summary>
    [Fact]
    [Trait("Sec", "29")]
    public virtual async Task Simultaneous_refreshes_are_one_rotation()
    {
        var signedIn = await SignInAsync();

        var results = await Together.RunAsync(50, _ => Sessions.RefreshAsync(PresentedForRefresh(signedIn.Tokens)));

        Assert.All(results, static result => Assert.Equal(SessionOutcome.Success, result.Outcome));
        var token = Assert.Single(
            results.Select(result => PresentedForRefresh(result.Tokens!)).Distinct(StringComparer.Ordinal)
        );
        Assert.True((await Sessions.RefreshAsync(token)).Succeeded);
        Assert.Equal(2, (await AuditedAsync(SessionAuditKind.Refreshed, 2)).Count);
        var record = await Storage.FindAsync(signedIn.Id, CancellationToken.None);
        Assert.Equal(3, record?.Version);
    }

    /// <summary>A refresh that finds another one done meanwhile gives what that one gave.</summary>
    [Fact]
    [Trait("Sec", "29")]
    public virtual async Task A_refresh_that_comes_second_gives_what_the_first_gave()
    {
        var signedIn = await SignInAsync();
        SignedIn? first = null;
        Storage.Before(StorageOperation.Replace, async _ => first = await RefreshedAsync(signedIn));

        var second = await RefreshedAsync(signedIn);

        Assert.Equal(PresentedForRefresh(first!.Tokens), PresentedForRefresh(second.Tokens));
        Assert.True((await ValidateAsync(second.Tokens)).IsValid);
    }

    /// <summary>A refresh whose answer was lost after the write is repeated inside the grace, and succeeds.</summary>
    [Fact]
    [Trait("Sec", "30")]
    public virtual async Task A_lost_answer_is_asked_for_again()
    {
        var signedIn = await SignInAsync();
        Storage.Fail(StorageOperation.Replace, StorageMoment.After, new IOException("connection reset"), times: 1);
        await Assert.ThrowsAsync<SessionStorageException>(() => RefreshAsync(signedIn.Tokens));
        Clock.Advance(_grace - TimeSpan.FromSeconds(1));

        var after = await RefreshedAsync(signedIn);

        Assert.NotEqual(PresentedForRefresh(signedIn.Tokens), PresentedForRefresh(after.Tokens));
        Assert.True((await ValidateAsync(after.Tokens)).IsValid);
        Assert.Equal(1, Storage.Calls(StorageOperation.Replace));
        Clock.Advance(_grace);
        Assert.True((await ValidateAsync(after.Tokens)).IsValid);
    }

    /// <summary>A refresh that failed before the write leaves the old token as good as it was.</summary>
    [Fact]
    [Trait("Sec", "30")]
    public virtual async Task A_failed_refresh_costs_nothing()
    {
        var signedIn = await SignInAsync();
        Storage.Fail(StorageOperation.Replace, times: 1);
        await Assert.ThrowsAsync<SessionStorageException>(() => RefreshAsync(signedIn.Tokens));
        Clock.Advance(_grace + _grace);

        Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
        await RefreshedAsync(signedIn);
    }

    /// <summary>A new secret for re-authentication or a change of rights kills the old one at once, without grace.</summary>
    [Fact]
    [Trait("Sec", "6")]
    public virtual async Task A_rotation_kills_the_old_token_at_once()
    {
        var signedIn = await SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));

        var rotated = await Sessions.RotateAsync(signedIn.Id, ["pwd", "otp"]);

        Assert.True(rotated.Succeeded);
        Assert.Equal((signedIn.Id, Now), (rotated.Session.Id, rotated.Session.AuthenticatedAt));
        Assert.False((await ValidateAsync(signedIn.Tokens)).IsValid);
        Assert.False((await RefreshAsync(signedIn.Tokens)).Succeeded);
        Assert.True((await ValidateAsync(rotated.Tokens)).IsValid);

        var changed = await Sessions.SetRolesAsync(signedIn.Id, ["admin"], ["all"], "admin-1");

        Assert.True(changed.Succeeded);
        Assert.False((await ValidateAsync(rotated.Tokens)).IsValid);
        var session = (await ValidateAsync(changed.Tokens)).Session;
        Assert.Equal(["admin"], session?.Roles);
        Assert.Equal(["all"], session?.Permissions);
    }

    /// <summary>
    /// A request that was let in with a token, and whose user was given another before it came to an end, is not handed the
    /// new secret.
    /// </summary>
    [Fact]
    [Trait("Sec", "6")]
    public virtual async Task A_token_that_died_meanwhile_gets_no_new_one()
    {
        var signedIn = await SignInAsync();
        var other = await SignInAsync("bob");
        Clock.Advance(TimeSpan.FromMinutes(1));
        var own = (await Sessions.RotateAsync(signedIn.Id, ["pwd"], signedIn.Tokens.Token)).Tokens;
        Assert.NotNull(own);

        foreach (var presented in new[] { signedIn.Tokens.Token, other.Tokens.Token, "garbage", "" })
        {
            Assert.Equal(
                SessionOutcome.NotFound,
                (await Sessions.RotateAsync(signedIn.Id, ["pwd"], presented)).Outcome
            );
            Assert.Equal(
                SessionOutcome.NotFound,
                (await Sessions.SetRolesAsync(signedIn.Id, ["admin"], null, "alice", presented)).Outcome
            );
        }

        var session = (await ValidateAsync(own)).Session;
        Assert.NotNull(session);
        Assert.DoesNotContain("admin", session.Roles);
        var changed = await Sessions.SetRolesAsync(signedIn.Id, ["admin"], null, "alice", own.Token);
        Assert.True(changed.Succeeded);
        Assert.True((await ValidateAsync(changed.Tokens)).IsValid);
    }
}
