using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;
using Xunit;

namespace SessionManager.Testing.Management;

public abstract partial class SessionManagerConformance
{
    /// <summary>A sign-in gives the session an id in the public form.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    public virtual async Task Id_is_generated_on_login()
    {
        var signedIn = await SignInAsync();

        Assert.Matches("^sess_[A-Za-z0-9_-]{26}$", signedIn.Id.ToString());
        Assert.Equal(SessionId.PartitionOf(Alice), signedIn.Id.Partition);
    }

    /// <summary>No two sign-ins share an id or a token.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    [Trait("Sec", "6")]
    public virtual async Task Ids_are_unique()
    {
        Start(static options => options.DefaultPolicy.MaxSessions = int.MaxValue);
        var signedIn = new List<SignedIn>();
        for (var i = 0; i < 100; i++)
            signedIn.Add(await SignInAsync());

        Assert.Equal(100, signedIn.Select(static one => one.Id).Distinct().Count());
        Assert.Equal(100, signedIn.Select(one => Presented(one.Tokens)).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>What the host knew at sign-in is in the session.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    [Trait("Req", "0.12")]
    [Trait("Req", "0.28")]
    public virtual async Task Session_data_is_stored()
    {
        var began = Now.AddSeconds(-2);
        var signedIn = await SignInAsync(change: request =>
            request with
            {
                UserName = "Alice A.",
                Roles = ["editor"],
                Permissions = ["write"],
                IpAddress = "192.0.2.7",
                UserAgent = "Test/1.0",
                AuthenticationMethods = ["pwd"],
                AuthenticatedAt = began,
                Metadata = SessionMetadata.Parse("""{"theme":"dark"}"""),
            }
        );

        var stored = await GetAsync(signedIn.Id);

        Assert.Equal(SessionStatus.Active, stored.StatusAt(Now));
        Assert.Equal((Alice, "Alice A."), (stored.UserId, stored.UserName));
        Assert.Equal(["editor"], stored.Roles);
        Assert.Equal(["write"], stored.Permissions);
        Assert.Equal(("192.0.2.7", "Test/1.0"), (stored.IpAddress, stored.UserAgent));
        Assert.Equal(["pwd"], stored.AuthenticationMethods);
        Assert.Equal("dark", stored.Metadata["theme"].GetString());
        Assert.Equal((Now, Now, began), (stored.CreatedAt, stored.LastActivityAt, stored.AuthenticatedAt));
        Assert.Equal((Now.AddMinutes(30), Now.AddHours(12)), (stored.ExpiresAt, stored.AbsoluteExpiresAt));
    }

    /// <summary>After log-out the token lets nobody in, and the session keeps who ended it and why.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    [Trait("Req", "0.28")]
    [Trait("Sec", "18")]
    public virtual async Task Session_is_invalidated_on_logout()
    {
        var signedIn = await SignInAsync();

        Assert.True(await Sessions.TerminateAsync(signedIn.Id, Alice, SessionEndReasons.UserLogout));
        Assert.False(await Sessions.TerminateAsync(signedIn.Id, "admin-1", SessionEndReasons.AdminRevoked));

        await AssertRefusedAsync(SessionVerdictReason.Terminated, signedIn.Tokens);
        var end = (await GetAsync(signedIn.Id)).Termination;
        Assert.Equal((Now, Alice, SessionEndReasons.UserLogout), (end?.At, end?.By, end?.Reason));
    }

    /// <summary>Several sessions of one user live side by side, and one's end leaves the others.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    public virtual async Task Several_concurrent_sessions_have_distinct_ids()
    {
        var (phone, laptop) = (await SignInAsync(), await SignInAsync());
        Assert.NotEqual(phone.Id, laptop.Id);

        await EndAsync(phone.Id);

        await AssertRefusedAsync(SessionVerdictReason.Terminated, phone.Tokens);
        Assert.Equal(laptop.Id, (await ValidateAsync(laptop.Tokens)).Session?.Id);
    }

    /// <summary>A token says whose session it is; nothing, garbage and another's secret say nothing.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    [Trait("Req", "4.6")]
    public virtual async Task Session_validation()
    {
        var signedIn = await SignInAsync();

        var verdict = await ValidateAsync(signedIn.Tokens);

        Assert.True(verdict.IsValid);
        Assert.Equal((signedIn.Id, Alice), (verdict.Session.Id, verdict.Session.UserId));
        Assert.Equal(SessionVerdictReason.Missing, (await ValidateAsync(string.Empty)).Reason);
        Assert.Equal(SessionVerdictReason.Malformed, (await ValidateAsync("garbage")).Reason);
    }

    /// <summary>Cleanup marks what ran out, deletes old history, and leaves what is live.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    [Trait("Req", "4.7")]
    [Trait("Req", "0.17")]
    public virtual async Task Expired_sessions_are_cleaned_up()
    {
        var old = await SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(30));
        var live = await SignInAsync();

        Assert.Equal(new SessionCleanupResult(1, 0), await Sessions.CleanUpAsync());

        var end = (await GetAsync(old.Id)).Termination;
        Assert.Equal(
            (old.Session.ExpiresAt, SessionTermination.System, SessionEndReasons.Expired),
            (end?.At, end?.By, end?.Reason)
        );
        Assert.True((await ValidateAsync(live.Tokens)).IsValid);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new SessionCleanupResult(0, 1), await Sessions.CleanUpAsync(TimeSpan.Zero));
        Assert.Null(await Sessions.GetAsync(old.Id));
        Assert.NotNull(await Sessions.GetAsync(live.Id));
    }

    /// <summary>The list of live sessions holds those and no others, newest activity first.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    [Trait("Req", "1.17")]
    public virtual async Task Active_sessions_are_listed()
    {
        var first = await SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await SignInAsync();
        var ended = await SignInAsync();
        await SignInAsync("bob");
        await EndAsync(ended.Id);
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = Alice, ActiveOnly = true },
        };

        var page = await Sessions.QueryAsync(query);

        Assert.Equal([second.Id, first.Id], page.Sessions.Select(static session => session.Id));
    }

    /// <summary>All sessions of a user end at once, but for the one that stays, and other users keep theirs.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    [Trait("Req", "1.14")]
    [Trait("Req", "4.9")]
    public virtual async Task Sessions_are_invalidated_in_bulk()
    {
        var (kept, one, other) = (await SignInAsync(), await SignInAsync(), await SignInAsync());
        var bob = await SignInAsync("bob");

        Assert.Equal(2, await Sessions.TerminateAllAsync(Alice, Alice, SessionEndReasons.UserLogoutAll, kept.Id));

        await AssertDeadAsync(one.Id, SessionEndReasons.UserLogoutAll, one.Tokens);
        await AssertDeadAsync(other.Id, SessionEndReasons.UserLogoutAll, other.Tokens);
        Assert.True((await ValidateAsync(kept.Tokens)).IsValid);
        Assert.True((await ValidateAsync(bob.Tokens)).IsValid);
    }

    /// <summary>Validation moves the last access, behind the request and at most once an interval.</summary>
    [Fact]
    [Trait("Req", "4.15")]
    [Trait("Req", "4.6")]
    [Trait("Sec", "17")]
    public virtual async Task Last_access_moves()
    {
        var signedIn = await SignInAsync();
        for (var second = 1; second < 60; second++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
        }

        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, Storage.Calls(StorageOperation.Touch));
        var used = Now;
        using var touched = Storage.After(StorageOperation.Touch, static _ => default);

        for (var i = 0; i < 20; i++)
            Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
        Assert.Equal(0, Storage.Calls(StorageOperation.Touch));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SoonAsync(touched.Reached);

        Assert.Equal(1, Storage.Calls(StorageOperation.Touch));
        var stored = await GetAsync(signedIn.Id);
        Assert.Equal((used, used.AddMinutes(30)), (stored.LastActivityAt, stored.ExpiresAt));
    }
}
