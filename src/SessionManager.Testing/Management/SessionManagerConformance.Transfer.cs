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
    private static readonly SessionAccess _phone = new() { IpAddress = "198.51.100.7", UserAgent = "Phone/1.0" };

    /// <summary>
    /// A code gives another device a session of its own: another id, another secret, its own device; with the rights and
    /// the proof of the one that made it.
    /// </summary>
    [Fact]
    [Trait("Req", "4.22")]
    public virtual async Task A_code_gives_another_device_a_session_of_its_own()
    {
        Start(static options => options.Audit.Mode = SessionAuditMode.Strict);
        var origin = await SignInAsync(change: static request =>
            request with
            {
                UserName = "Alice A.",
                Roles = ["editor"],
                Permissions = ["write"],
                AuthenticationMethods = ["pwd", "otp"],
                IpAddress = "192.0.2.1",
                Metadata = SessionMetadata.Empty.With("theme", "dark"),
                RememberMe = true,
            }
        );
        Clock.Advance(TimeSpan.FromMinutes(3));
        var code = await CodeAsync(origin);
        Assert.Equal(Now.AddMinutes(2), code.ExpiresAt);

        var redeemed = await Sessions.RedeemTransferCodeAsync(code.Code, _phone);

        Assert.True(redeemed.Succeeded, $"{redeemed.Outcome} {redeemed.Error}");
        var session = redeemed.Session;
        Assert.NotEqual(origin.Id, session.Id);
        Assert.NotEqual(Presented(origin.Tokens), Presented(redeemed.Tokens));
        Assert.Equal((Alice, "Alice A."), (session.UserId, session.UserName));
        Assert.Equal(["editor"], session.Roles);
        Assert.Equal(["write"], session.Permissions);
        Assert.Equal(["pwd", "otp"], session.AuthenticationMethods);
        Assert.Equal(origin.Session.AuthenticatedAt, session.AuthenticatedAt);
        Assert.Equal(Now, session.CreatedAt);
        Assert.Equal(("198.51.100.7", "Phone/1.0"), (session.IpAddress, session.UserAgent));
        Assert.False(session.IsPersistent);
        Assert.Empty(session.Metadata);
        Assert.True((await ValidateAsync(redeemed.Tokens)).IsValid);
        Assert.True((await ValidateAsync(origin.Tokens)).IsValid);
        Assert.Equal(2, await CountAsync(liveOnly: true));
        AssertAudited(origin.Id, session.Id);
    }

    /// <summary>The new session lives no longer than the one that made the code may.</summary>
    [Fact]
    [Trait("Req", "4.22")]
    [Trait("Sec", "15")]
    public virtual async Task A_transferred_session_has_the_end_of_its_origin()
    {
        var origin = await SignInAsync();
        for (var hours = 0; hours < 23; hours++)
        {
            Clock.Advance(TimeSpan.FromMinutes(29));
            await Sessions.TouchAsync(origin.Id);
        }

        Clock.Advance(TimeSpan.FromMinutes(29));
        await Sessions.TouchAsync(origin.Id);
        var redeemed = await Sessions.RedeemTransferCodeAsync((await CodeAsync(origin)).Code);

        Assert.Equal(origin.Session.AbsoluteExpiresAt, redeemed.Session!.AbsoluteExpiresAt);
        Assert.Equal(origin.Session.AbsoluteExpiresAt, redeemed.Session.ExpiresAt);
    }

    /// <summary>Fifty devices with one code at once: one gets a session, the others nothing.</summary>
    [Fact]
    [Trait("Req", "4.22")]
    public virtual async Task A_code_is_good_once()
    {
        var code = (await CodeAsync(await SignInAsync())).Code;

        var results = await Together.RunAsync(50, _ => Sessions.RedeemTransferCodeAsync(code, _phone));

        var won = Assert.Single(results, static result => result.Succeeded);
        Assert.All(
            results.Where(static result => !result.Succeeded),
            static result =>
            {
                Assert.Equal(SessionOutcome.NotFound, result.Outcome);
                Assert.Null(result.Tokens);
                Assert.Null(result.Session);
            }
        );
        Assert.True((await ValidateAsync(won.Tokens!)).IsValid);
        Assert.Equal(2, await CountAsync());
        Assert.Equal(SessionOutcome.NotFound, (await Sessions.RedeemTransferCodeAsync(code)).Outcome);
        var suspicions = await AuditedAsync(SessionAuditKind.Suspicious);
        Assert.All(suspicions, static one => Assert.Equal("transfer_code_reuse", one.Reason));
    }

    /// <summary>Who finds the code spent between their reading and their write gets nothing.</summary>
    [Fact]
    [Trait("Req", "4.22")]
    public virtual async Task Who_redeems_a_code_second_gets_nothing()
    {
        var code = (await CodeAsync(await SignInAsync())).Code;
        SessionCreateResult? first = null;
        Storage.Before(
            StorageOperation.Replace,
            async cancellation => first = await Sessions.RedeemTransferCodeAsync(code, _phone, cancellation)
        );

        var second = await Sessions.RedeemTransferCodeAsync(code);

        Assert.True(first!.Succeeded);
        Assert.Equal(SessionOutcome.NotFound, second.Outcome);
        Assert.Null(second.Tokens);
        Assert.Equal(2, await CountAsync());
    }

    /// <summary>A code dies with its time, with a newer one, and with what it was made for.</summary>
    [Theory]
    [InlineData("time")]
    [InlineData("newer")]
    [InlineData("ended")]
    [InlineData("all ended")]
    [InlineData("expired")]
    [InlineData("roles")]
    [InlineData("rotated")]
    [InlineData("erased")]
    [Trait("Req", "4.22")]
    public virtual async Task A_code_dies_with(string what)
    {
        Start(static options => options.TransferCodeLifetime = TimeSpan.FromMinutes(10));
        var origin = await SignInAsync();
        if (what == "expired")
            Clock.Advance(TimeSpan.FromMinutes(25));
        var code = (await CodeAsync(origin)).Code;
        switch (what)
        {
            case "time":
                Clock.Advance(TimeSpan.FromMinutes(10));
                break;
            case "newer":
                await CodeAsync(origin);
                break;
            case "ended":
                await EndAsync(origin.Id);
                break;
            case "all ended":
                await Sessions.TerminateAllAsync(Alice, Alice, SessionEndReasons.UserLogoutAll);
                break;
            case "expired":
                Clock.Advance(TimeSpan.FromMinutes(5));
                break;
            case "roles":
                await Sessions.SetRolesAsync(origin.Id, ["guest"], null, "admin-1");
                break;
            case "rotated":
                await Sessions.RotateAsync(origin.Id, ["pwd"]);
                break;
            default:
                await Sessions.EraseUserAsync(Alice, "admin-1");
                break;
        }

        var result = await Sessions.RedeemTransferCodeAsync(code);

        Assert.Equal(SessionOutcome.NotFound, result.Outcome);
        Assert.Null(result.Tokens);
        Assert.Equal(what == "erased" ? 0 : 1, await CountAsync());
    }

    /// <summary>What goes on with a session in the usual way takes nothing from its code.</summary>
    [Fact]
    [Trait("Req", "4.22")]
    public virtual async Task A_code_survives_use_and_renewal()
    {
        var origin = await SignInAsync();
        var code = (await CodeAsync(origin)).Code;
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Sessions.TouchAsync(origin.Id);
        origin = await RefreshedAsync(origin);
        await Sessions.SetMetadataAsync(origin.Id, SessionMetadata.Empty.With("theme", "dark"));
        await Sessions.ExtendAsync(origin.Id, TimeSpan.FromMinutes(1));

        Assert.True((await Sessions.RedeemTransferCodeAsync(code)).Succeeded);
    }

    /// <summary>An end, or other rights, between the code and the new session: no session comes out of it that lives.</summary>
    [Theory]
    [InlineData(StorageOperation.Replace, false)]
    [InlineData(StorageOperation.Insert, false)]
    [InlineData(StorageOperation.Replace, true)]
    [InlineData(StorageOperation.Insert, true)]
    [Trait("Req", "4.22")]
    [Trait("Sec", "30")]
    public virtual async Task A_revoke_during_a_transfer_wins(StorageOperation before, bool all)
    {
        var origin = await SignInAsync();
        var code = (await CodeAsync(origin)).Code;
        Clock.Advance(TimeSpan.FromSeconds(1));
        Storage.Before(before, _ => RevokeAsync(origin.Id, all));

        var result = await Sessions.RedeemTransferCodeAsync(code);

        Assert.False(result.Succeeded);
        Assert.Null(result.Tokens);
        Assert.Equal(0, await CountAsync(liveOnly: true));
    }

    /// <summary>Rights that the origin lost meanwhile are nobody's.</summary>
    [Fact]
    [Trait("Req", "4.22")]
    [Trait("Sec", "30")]
    public virtual async Task Rights_that_are_lost_during_a_transfer_are_not_passed_on()
    {
        var origin = await SignInAsync(change: static request => request with { Roles = ["admin"] });
        var code = (await CodeAsync(origin)).Code;
        Storage.Before(
            StorageOperation.Insert,
            async cancellation =>
                await Sessions.SetRolesAsync(origin.Id, ["guest"], null, "admin-1", null, cancellation)
        );

        var result = await Sessions.RedeemTransferCodeAsync(code);

        Assert.Equal(SessionOutcome.NotFound, result.Outcome);
        var live = await LiveAsync();
        Assert.Equal(["guest"], Assert.Single(live).Roles);
    }

    /// <summary>The limit of the user counts the new session as any other; the code is spent when it says no.</summary>
    [Fact]
    [Trait("Req", "4.22")]
    [Trait("Sec", "23")]
    public virtual async Task A_transfer_stays_within_the_limit()
    {
        Start(static options =>
            options.DefaultPolicy = new() { MaxSessions = 1, WhenExceeded = SessionLimitAction.Reject }
        );
        var origin = await SignInAsync();
        var code = (await CodeAsync(origin)).Code;

        Assert.Equal(SessionOutcome.LimitReached, (await Sessions.RedeemTransferCodeAsync(code)).Outcome);

        Assert.Equal(SessionOutcome.NotFound, (await Sessions.RedeemTransferCodeAsync(code)).Outcome);
        Assert.True((await ValidateAsync(origin.Tokens)).IsValid);
    }

    /// <summary>Where the limit lets the new session take the place of its origin, the session moves.</summary>
    [Fact]
    [Trait("Req", "4.22")]
    public virtual async Task A_transfer_may_take_the_place_of_its_origin()
    {
        Start(static options => options.DefaultPolicy.MaxSessions = 1);
        var origin = await SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));

        var result = await Sessions.RedeemTransferCodeAsync((await CodeAsync(origin)).Code);

        Assert.True(result.Succeeded);
        Assert.Equal(origin.Id, Assert.Single(result.Evicted).Id);
        Assert.True((await ValidateAsync(result.Tokens)).IsValid);
        Assert.False((await ValidateAsync(origin.Tokens)).IsValid);
    }

    /// <summary>A code is no token and a token is no code; neither is anything that only looks like one, or what is stored.</summary>
    [Fact]
    [Trait("Sec", "26")]
    [Trait("Sec", "3")]
    public virtual async Task Codes_and_tokens_are_not_interchangeable()
    {
        var origin = await SignInAsync();
        var other = await SignInAsync();
        var code = (await CodeAsync(origin)).Code;
        var record = await _inner!.FindAsync(origin.Id, CancellationToken.None);
        var stored = new SessionToken(origin.Id, new SessionSecret(record!.Transfer!.Hash.Bytes)).Reveal();
        string[] tokens = [code, code["transfer_".Length..]];
        string[] codes =
        [
            "",
            "transfer_",
            code + "A",
            code[..^1],
            code.ToUpperInvariant(),
            code["transfer_".Length..],
            "transfer_" + stored,
            "transfer_" + Presented(origin.Tokens),
            Presented(origin.Tokens),
            PresentedForRefresh(origin.Tokens),
            code.Replace(origin.Id.ToString()[5..], other.Id.ToString()[5..], StringComparison.Ordinal),
        ];

        foreach (var token in tokens)
        {
            Assert.False((await ValidateAsync(token)).IsValid);
            Assert.False((await Sessions.RefreshAsync(token)).Succeeded);
        }

        foreach (var one in codes)
            Assert.Equal(SessionOutcome.NotFound, (await Sessions.RedeemTransferCodeAsync(one)).Outcome);
        Assert.Equal(2, await CountAsync());
        Assert.True((await ValidateAsync(origin.Tokens)).IsValid);
        Assert.True((await Sessions.RedeemTransferCodeAsync(code)).Succeeded);
    }

    /// <summary>Nothing that is written down holds a code.</summary>
    [Fact]
    [Trait("Sec", "2")]
    [Trait("Sec", "8")]
    public virtual async Task A_code_is_nowhere_written_down()
    {
        var origin = await SignInAsync();
        var code = await CodeAsync(origin);
        await Sessions.RedeemTransferCodeAsync(code.Code);
        await Sessions.RedeemTransferCodeAsync(code.Code);
        var secret = code.Code.Split('.')[1];

        Assert.DoesNotContain(secret, $"{code}", StringComparison.Ordinal);
        Assert.DoesNotContain(Logs.Entries, entry => $"{entry}".Contains(secret, StringComparison.Ordinal));
        await AuditedAsync(SessionAuditKind.Transferred);
        Assert.DoesNotContain(
            Audit.Events,
            one => one.Details.Values.Any(value => value.Contains(secret, StringComparison.Ordinal))
        );
    }

    /// <summary>Nobody makes a code for another's session, an admin neither, and none for a session that is over.</summary>
    [Fact]
    [Trait("Sec", "21")]
    public virtual async Task A_code_is_for_ones_own_session_only()
    {
        var ended = await SignInAsync();
        await EndAsync(ended.Id);

        Assert.Equal(SessionOutcome.Ended, (await Sessions.CreateTransferCodeAsync(ended.Id)).Outcome);
        Assert.Equal(
            SessionOutcome.NotFound,
            (await Sessions.CreateTransferCodeAsync(SessionId.Create(Alice))).Outcome
        );
        var nobody = await Sessions.For(SessionCaller.Anonymous).CreateTransferCodeAsync();
        var admin = await Sessions.For(new("root", CurrentSession: null, ["admin"])).CreateTransferCodeAsync();
        Assert.Equal(SessionOutcome.Denied, nobody.Outcome);
        Assert.Equal(SessionOutcome.Denied, admin.Outcome);
        var live = await SignInAsync();
        Assert.True((await Sessions.For(SessionCaller.Of(live.Session)).CreateTransferCodeAsync()).Succeeded);
    }

    private async Task<SessionTransferCode> CodeAsync(SignedIn origin)
    {
        var made = await Sessions.CreateTransferCodeAsync(origin.Id);
        Assert.True(made.Succeeded, $"There is no code: {made.Outcome} {made.Error}");
        return made.Value;
    }

    private async Task<IReadOnlyList<UserSession>> LiveAsync()
    {
        var filters = new SessionFilters { UserId = Alice, ActiveOnly = true };
        return (await Sessions.QueryAsync(new() { Filters = filters })).Sessions;
    }

    private void AssertAudited(SessionId origin, SessionId redeemed)
    {
        var events = Audit.Events;
        Assert.Equal(
            [
                SessionAuditKind.Created,
                SessionAuditKind.TransferCodeIssued,
                SessionAuditKind.Created,
                SessionAuditKind.Transferred,
            ],
            events.Select(static one => one.Kind)
        );
        Assert.Equal((redeemed, origin.ToString()), (events[2].SessionId, events[2].Details["transferred_from"]));
        Assert.Equal((origin, redeemed.ToString()), (events[3].SessionId, events[3].Details["transferred_to"]));
        Assert.Equal(("198.51.100.7", "Phone/1.0"), (events[3].IpAddress, events[3].UserAgent));
    }
}
