using SessionManager.Audit;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Jwt.Tests.Conformance;

public abstract partial class JwtManagerConformance
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A retired refresh token ends the session, also one that was replaced long ago: a thief who refreshes again and
    /// again is found out when the owner comes back. The trail names the suspicion, the security event and the end.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [Trait("Sec", "28")]
    public async Task A_thief_is_found_out_however_often_they_refresh(int times)
    {
        var created = await SignInAsync(Sessions);
        var stolen = created.Tokens!.RefreshToken!;
        var newest = created.Tokens;
        for (var i = 0; i < times; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            newest = (await Sessions.RefreshAsync(newest.RefreshToken!)).Tokens!;
        }

        Clock.Advance(Grace);
        var access = new SessionAccess { IpAddress = "192.0.2.66", UserAgent = "Owner/1.0" };
        var owner = await Sessions.RefreshAsync(stolen, access);

        Assert.Equal(SessionOutcome.Ended, owner.Outcome);
        Assert.False((await Sessions.RefreshAsync(newest.RefreshToken!)).Succeeded);
        Assert.False((await Sessions.ValidateAsync(newest.Token)).IsValid);
        var session = await Sessions.GetAsync(created.Session!.Id);
        Assert.Equal(SessionEndReasons.TokenReuse, session?.Termination?.Reason);
        foreach (var kind in new[] { SessionAuditKind.Suspicious, SessionAuditKind.SecurityEvent })
        {
            var told = Assert.Single(await Audit.WaitForAsync(kind, 1).WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.Equal(SessionEndReasons.TokenReuse, told.Reason);
            Assert.Equal((session!.Id, "192.0.2.66", "Owner/1.0"), (told.SessionId, told.IpAddress, told.UserAgent));
        }
    }

    /// <summary>A refresh token that never was one, of this session or of none, is a plain refusal and ends nothing.</summary>
    [Fact]
    [Trait("Sec", "28")]
    public async Task An_unknown_refresh_token_ends_nothing()
    {
        var created = await SignInAsync(Sessions);
        var other = await SignInAsync(Sessions);
        var refreshed = await Sessions.RefreshAsync(created.Tokens!.RefreshToken!);
        Clock.Advance(Grace);
        var parts = refreshed.Tokens!.RefreshToken!.Split('.');
        var others = other.Tokens!.RefreshToken!.Split('.');
        string[] unknown =
        [
            $"{parts[0]}.{others[1]}.{others[2]}",
            $"{parts[0]}.{parts[1]}.{others[2]}",
            $"{others[0]}.{parts[1]}.{parts[2]}",
            $"{SessionId.Create("nobody").ToString()[SessionId.Prefix.Length..]}.{parts[1]}.{parts[2]}",
        ];

        foreach (var token in unknown)
        {
            var result = await Sessions.RefreshAsync(token);
            Assert.Equal(SessionOutcome.NotFound, result.Outcome);
            Assert.Null(result.Tokens);
        }

        Assert.True((await Sessions.RefreshAsync(refreshed.Tokens.RefreshToken!)).Succeeded);
        Assert.True((await Sessions.RefreshAsync(other.Tokens.RefreshToken!)).Succeeded);
        Assert.DoesNotContain(Audit.Events, static told => told.Kind == SessionAuditKind.SecurityEvent);
    }

    /// <summary>Fifty refreshes at once are one rotation: one refresh token, and access tokens that all let in.</summary>
    [Fact]
    [Trait("Sec", "29")]
    public async Task Fifty_refreshes_at_once_all_get_in()
    {
        var created = await SignInAsync(Sessions);
        var token = created.Tokens!.RefreshToken!;

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => Sessions.RefreshAsync(token).AsTask()))
        );

        Assert.All(results, static result => Assert.True(result.Succeeded));
        Assert.Single(results.Select(static result => result.Tokens!.RefreshToken).Distinct(StringComparer.Ordinal));
        foreach (var result in results)
            Assert.True((await Sessions.ValidateAsync(result.Tokens!.Token)).IsValid);
        var record = await Storage.FindAsync(created.Session!.Id, default);
        Assert.Equal(2, record!.Version);
        // The window began with the first of them, and none of the others moved it.
        Assert.Equal(Now + Grace, record.Replaced!.AcceptedUntil);
    }

    /// <summary>A host that dies between the write and its answer costs nobody the session: another answers the retry.</summary>
    [Fact]
    [Trait("Sec", "30")]
    public async Task A_crash_after_the_rotation_is_survived_on_another_host()
    {
        var first = Open(options => options.Keys.Add(Secret()));
        var created = await SignInAsync(first);
        Storage.Fail(StorageOperation.Replace, StorageMoment.After, new IOException("killed"), times: 1);
        await Assert.ThrowsAsync<SessionStorageException>(() =>
            first.RefreshAsync(created.Tokens!.RefreshToken!).AsTask()
        );
        Clock.Advance(Grace - TimeSpan.FromSeconds(1));

        var second = Open(options => options.Keys.Add(Secret()));
        var retried = await second.RefreshAsync(created.Tokens!.RefreshToken!);

        Assert.True(retried.Succeeded);
        Assert.Equal(1, Storage.Calls(StorageOperation.Replace));
        Assert.True((await first.ValidateAsync(retried.Tokens.Token)).IsValid);
        Assert.True((await first.RefreshAsync(retried.Tokens.RefreshToken!)).Succeeded);
    }

    /// <summary>Nothing goes past the absolute end: not the access token of a late refresh, and no refresh after it.</summary>
    [Fact]
    [Trait("Sec", "15")]
    [Trait("Req", "D")]
    public async Task Nothing_reaches_past_the_absolute_end()
    {
        var sessions = Open(
            options => options.Keys.Add(Secret()),
            static manager => manager.DefaultPolicy.AbsoluteLifetime = TimeSpan.FromMinutes(35)
        );
        var created = await SignInAsync(sessions);
        var end = created.Session!.AbsoluteExpiresAt;
        Clock.Advance(TimeSpan.FromMinutes(29));

        var late = await sessions.RefreshAsync(created.Tokens!.RefreshToken!);

        Assert.True(late.Succeeded);
        Assert.Equal((end, end), (late.Session.AbsoluteExpiresAt, late.Session.ExpiresAt));
        Assert.True(late.Tokens.TokenExpiresAt <= end);
        Clock.SetUtcNow(end);
        Assert.Equal(SessionVerdictReason.Expired, (await sessions.ValidateAsync(late.Tokens.Token)).Reason);
        Assert.Equal(SessionOutcome.Ended, (await sessions.RefreshAsync(late.Tokens.RefreshToken!)).Outcome);
        Assert.False((await sessions.RefreshAsync(created.Tokens.RefreshToken!)).Succeeded);
    }

    /// <summary>A refresh carries the rights of now into the access token, and a policy that has become stricter its end.</summary>
    [Fact]
    [Trait("Req", "1.18")]
    public async Task A_refresh_carries_the_policy_of_now()
    {
        var lifetime = TimeSpan.FromHours(12);
        var before = Open(options => options.Keys.Add(Secret()));
        var created = await SignInAsync(before);
        Clock.Advance(TimeSpan.FromMinutes(10));
        lifetime = TimeSpan.FromMinutes(15);
        var after = Open(
            options => options.Keys.Add(Secret()),
            manager => manager.DefaultPolicy.AbsoluteLifetime = lifetime
        );

        var refreshed = await after.RefreshAsync(created.Tokens!.RefreshToken!);

        Assert.Equal(created.Session!.CreatedAt + lifetime, refreshed.Session!.AbsoluteExpiresAt);
        Assert.True(refreshed.Tokens!.TokenExpiresAt <= refreshed.Session.AbsoluteExpiresAt);
    }

    /// <summary>A refresh leaves requests under way with the access token of before alone, and ends them when it is two steps old.</summary>
    [Fact]
    [Trait("Sec", "29")]
    public async Task A_refresh_leaves_requests_under_way_alone()
    {
        var first = (await SignInAsync(Sessions)).Tokens!;
        var second = (await Sessions.RefreshAsync(first.RefreshToken!)).Tokens!;
        Clock.Advance(Grace + Grace);
        Assert.True((await Sessions.ValidateAsync(first.Token)).IsValid);

        var third = (await Sessions.RefreshAsync(second.RefreshToken!)).Tokens!;

        Assert.True((await Sessions.ValidateAsync(third.Token)).IsValid);
        Assert.True((await Sessions.ValidateAsync(second.Token)).IsValid);
        Assert.Equal(SessionVerdictReason.Retired, (await Sessions.ValidateAsync(first.Token)).Reason);
    }

    /// <summary>Hosts whose clocks are half a minute apart take each other's tokens.</summary>
    [Fact]
    [Trait("Sec", "25")]
    public async Task Hosts_half_a_minute_apart_understand_each_other()
    {
        var ahead = new SessionManager.Testing.ManualTimeProvider(Now.AddSeconds(30));
        var here = Open(options => options.Keys.Add(Secret()));
        var there = Open(options => options.Keys.Add(Secret()), time: ahead);

        Assert.True((await there.ValidateAsync((await SignInAsync(here)).Tokens!.Token)).IsValid);
        Assert.True((await here.ValidateAsync((await SignInAsync(there)).Tokens!.Token)).IsValid);
        ahead.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await here.ValidateAsync((await SignInAsync(there)).Tokens!.Token)).IsValid);
    }
}
