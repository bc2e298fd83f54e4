using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Races;
using SessionManager.Testing.Storage;
using Xunit;

namespace SessionManager.Testing.Management;

public abstract partial class SessionManagerConformance
{
    /// <summary>A session that is ended between a refresh's read and its write stays ended, and no token is given.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "30")]
    [Trait("Req", "D")]
    public virtual async Task A_revoke_during_a_refresh_wins(bool all)
    {
        var signedIn = await SignInAsync();
        Storage.Before(StorageOperation.Replace, _ => RevokeAsync(signedIn.Id, all));

        var result = await RefreshAsync(signedIn.Tokens);

        Assert.Equal(SessionOutcome.Ended, result.Outcome);
        Assert.Null(result.Tokens);
        await AssertDeadAsync(signedIn.Id, SessionEndReasons.AdminRevoked, signedIn.Tokens);
    }

    /// <summary>A session that is ended after a refresh's write, before its answer, leaves no token that lives.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "30")]
    public virtual async Task A_revoke_just_after_a_refresh_leaves_no_token(bool all)
    {
        var signedIn = await SignInAsync();
        Storage.After(StorageOperation.Replace, _ => RevokeAsync(signedIn.Id, all));

        var result = await RefreshAsync(signedIn.Tokens);

        await AssertDeadAsync(signedIn.Id, SessionEndReasons.AdminRevoked, signedIn.Tokens, result.Tokens);
    }

    /// <summary>Refreshes and an end at once: whichever order they take, no token survives.</summary>
    [Fact]
    [Trait("Sec", "30")]
    public virtual async Task No_token_survives_a_revoke()
    {
        for (var round = 0; round < 20; round++)
        {
            var signedIn = await SignInAsync();
            var given = await Together.RunAsync(
                6,
                async index =>
                {
                    if (index != round % 6)
                        return (await RefreshAsync(signedIn.Tokens)).Tokens;
                    await EndAsync(signedIn.Id);
                    return null;
                }
            );

            await AssertDeadAsync(signedIn.Id, SessionEndReasons.AdminRevoked, [signedIn.Tokens, .. given]);
        }
    }

    /// <summary>Rights that change during a refresh are the ones that hold, and the refreshed token is dead.</summary>
    [Fact]
    [Trait("Req", "D")]
    [Trait("Sec", "6")]
    public virtual async Task A_role_change_during_a_refresh_wins()
    {
        var signedIn = await SignInAsync(change: static request => request with { Roles = ["admin"] });
        SessionTokensResult? changed = null;
        Storage.Before(
            StorageOperation.Replace,
            async token => changed = await Sessions.SetRolesAsync(signedIn.Id, ["guest"], null, "admin-1", null, token)
        );

        var refreshed = await RefreshAsync(signedIn.Tokens);

        Assert.False(refreshed.Succeeded);
        Assert.Null(refreshed.Tokens);
        Assert.Equal(["guest"], (await GetAsync(signedIn.Id)).Roles);
        Assert.False((await ValidateAsync(signedIn.Tokens)).IsValid);
        Assert.Equal(["guest"], (await ValidateAsync(changed!.Tokens!)).Session?.Roles);
    }

    /// <summary>A refresh during a change of rights does not outlive it.</summary>
    [Fact]
    [Trait("Req", "D")]
    [Trait("Sec", "6")]
    public virtual async Task A_refresh_during_a_role_change_does_not_outlive_it()
    {
        var signedIn = await SignInAsync(change: static request => request with { Roles = ["admin"] });
        SignedIn? refreshed = null;
        Storage.Before(StorageOperation.Replace, async _ => refreshed = await RefreshedAsync(signedIn));

        var changed = await Sessions.SetRolesAsync(signedIn.Id, ["guest"], null, "admin-1");

        Assert.True(changed.Succeeded);
        Assert.Equal(["guest"], (await GetAsync(signedIn.Id)).Roles);
        Assert.False((await ValidateAsync(signedIn.Tokens)).IsValid);
        Assert.False((await ValidateAsync(refreshed!.Tokens)).IsValid);
        Assert.True((await ValidateAsync(changed.Tokens)).IsValid);
    }

    /// <summary>Whatever else is under way when a session is ended, the end stands and the other is told.</summary>
    [Theory]
    [InlineData("rotate")]
    [InlineData("roles")]
    [InlineData("extend")]
    [InlineData("metadata")]
    [Trait("Sec", "19")]
    [Trait("Sec", "30")]
    public virtual async Task A_revoke_during_a_change_wins(string change)
    {
        var signedIn = await SignInAsync();
        Storage.Before(StorageOperation.Replace, _ => EndAsync(signedIn.Id));

        var result = await ChangeAsync(change, signedIn.Id);

        Assert.Equal(SessionOutcome.Ended, result.Outcome);
        await AssertDeadAsync(
            signedIn.Id,
            SessionEndReasons.AdminRevoked,
            signedIn.Tokens,
            (result as SessionTokensResult)?.Tokens
        );
    }

    /// <summary>A use that meets the end of its session is told that it moved nothing.</summary>
    [Fact]
    [Trait("Sec", "19")]
    [Trait("Req", "D")]
    public virtual async Task A_revoke_during_a_touch_wins()
    {
        var signedIn = await SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        Storage.Before(StorageOperation.Touch, _ => EndAsync(signedIn.Id));

        Assert.False(await Sessions.TouchAsync(signedIn.Id));

        await AssertDeadAsync(signedIn.Id, SessionEndReasons.AdminRevoked, signedIn.Tokens);
    }

    /// <summary>A use in the middle of a change is not lost, and neither is the change.</summary>
    [Theory]
    [InlineData("rotate")]
    [InlineData("roles")]
    [InlineData("extend")]
    [InlineData("metadata")]
    [Trait("Sec", "31")]
    public virtual async Task A_touch_during_a_change_is_kept(string change)
    {
        var signedIn = await SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        Storage.Before(
            StorageOperation.Replace,
            async token => Assert.True(await Sessions.TouchAsync(signedIn.Id, token))
        );

        Assert.Equal(SessionOutcome.Success, (await ChangeAsync(change, signedIn.Id)).Outcome);

        Assert.Equal(Now, (await GetAsync(signedIn.Id)).LastActivityAt);
        Assert.Equal(2, Storage.Calls(StorageOperation.Replace));
    }

    /// <summary>"Sign out everywhere" beats a sign-in whose credentials were checked before and that arrives after.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "4.9")]
    [Trait("Sec", "20")]
    public virtual async Task A_sign_in_under_way_does_not_slip_past_the_end_of_all(bool checkedBefore)
    {
        var began = Now;
        Storage.Before(
            StorageOperation.Insert,
            async token =>
            {
                if (!checkedBefore)
                    Clock.Advance(TimeSpan.FromMilliseconds(1));
                await Sessions.TerminateAllAsync(Alice, Alice, SessionEndReasons.CredentialChange, null, token);
            }
        );
        if (checkedBefore)
            Clock.Advance(TimeSpan.FromSeconds(1));

        var created = await Sessions.CreateAsync(
            new SessionCreateRequest(Alice) { AuthenticatedAt = checkedBefore ? began : null }
        );

        Assert.Equal(SessionOutcome.Superseded, created.Outcome);
        Assert.Null(created.Tokens);
        Assert.Equal(0, await CountAsync());
    }

    /// <summary>Many sign-ins at once leave no more live sessions than the policy allows.</summary>
    [Fact]
    [Trait("Sec", "23")]
    [Trait("Req", "D")]
    public virtual async Task Simultaneous_sign_ins_keep_to_the_policy()
    {
        Start(static options => options.DefaultPolicy.MaxSessions = 3);

        var created = await Together.RunAsync(60, _ => Sessions.CreateAsync(new SessionCreateRequest(Alice)));

        Assert.All(created, static result => Assert.True(result.Succeeded));
        Assert.Equal(57, created.Sum(static result => result.Evicted.Count));
        Assert.Equal(3, await CountAsync(liveOnly: true));
        var valid = 0;
        foreach (var result in created)
            valid += (await ValidateAsync(result.Tokens!)).IsValid ? 1 : 0;
        Assert.Equal(3, valid);
    }

    private async ValueTask RevokeAsync(SessionId id, bool all)
    {
        if (all)
            Assert.Equal(1, await Sessions.TerminateAllAsync(Alice, "admin-1", SessionEndReasons.AdminRevoked));
        else
            await EndAsync(id);
    }

    private async Task<SessionResult> ChangeAsync(string change, SessionId id) =>
        change switch
        {
            "rotate" => await Sessions.RotateAsync(id),
            "roles" => await Sessions.SetRolesAsync(id, ["guest"], null, "admin-1"),
            "extend" => await Sessions.ExtendAsync(id, TimeSpan.FromHours(1)),
            "metadata" => await Sessions.SetMetadataAsync(id, SessionMetadata.Parse("""{"a":1}""")),
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
}
