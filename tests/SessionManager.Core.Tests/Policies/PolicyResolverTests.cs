using Microsoft.Extensions.Options;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Policies;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Policies;

public class PolicyResolverTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Sec", "15")]
    public async Task The_defaults_are_these()
    {
        var policy = await ResolveAsync(_ => { }, "alice");

        Assert.Equal(new SessionPolicy(), policy);
        Assert.Equal(30 * Minute, policy.IdleTimeout);
        Assert.Equal(TimeSpan.FromHours(12), policy.AbsoluteLifetime);
        Assert.Equal(5 * Minute, policy.IdleAfter);
        Assert.Equal(5 * Minute, policy.RefreshThreshold);
        Assert.Equal(TimeSpan.FromDays(14), policy.RememberMeIdleTimeout);
        Assert.Equal(TimeSpan.FromDays(30), policy.RememberMeLifetime);
        Assert.True(policy.Sliding);
        Assert.Equal(new SessionLimit(10, SessionLimitAction.EvictLeastRecentlyActive), policy.Limit);
    }

    [Theory]
    [Trait("Req", "1.4")]
    [Trait("Req", "1.5")]
    [InlineData("guest", 24, 5)]
    [InlineData("hotel_employee", 8, 2)]
    [InlineData("vendor_admin", 12, 3)]
    [InlineData("system_admin", 4, 2)]
    public async Task The_marketplace_presets_have_these_lifetimes_and_maxima(string role, int hours, int sessions)
    {
        Assert.Equal(4, SessionRolePresets.Marketplace.Count);

        var policy = await ResolveAsync(AddPresets, "alice", role);

        Assert.Equal(TimeSpan.FromHours(hours), policy.AbsoluteLifetime);
        Assert.Equal(sessions, policy.Limit.Maximum);
        Assert.Equal(30 * Minute, policy.IdleTimeout);
    }

    [Fact]
    public void Each_reader_of_the_presets_gets_copies_of_its_own()
    {
        SessionRolePresets.Marketplace["guest"].MaxSessions = 99;

        Assert.Equal(5, SessionRolePresets.Marketplace["guest"].MaxSessions);
    }

    [Fact]
    [Trait("Req", "1.7")]
    public async Task An_unknown_role_has_the_default_or_the_fallback()
    {
        Assert.Equal(new SessionPolicy(), await ResolveAsync(AddPresets, "alice", "unknown"));
        Assert.Equal(new SessionPolicy(), await ResolveAsync(AddPresets, "alice", "GUEST"));

        var fallback = await ResolveAsync(
            options =>
            {
                AddPresets(options);
                options.FallbackRole = "system_admin";
            },
            "alice",
            "unknown"
        );

        Assert.Equal(TimeSpan.FromHours(4), fallback.AbsoluteLifetime);
    }

    [Fact]
    [Trait("Sec", "16")]
    public async Task Of_several_roles_the_strictest_value_of_each_kind_wins()
    {
        static void Configure(SessionManagerOptions options)
        {
            options.Roles["a"] = new()
            {
                IdleTimeout = 10 * Minute,
                AbsoluteLifetime = 300 * Minute,
                IdleAfter = TimeSpan.Zero,
                Sliding = false,
                RememberMeIdleTimeout = 1000 * Minute,
                RememberMeLifetime = 4000 * Minute,
                RefreshThreshold = Minute,
                MaxSessions = 7,
                WhenExceeded = SessionLimitAction.EvictOldest,
            };
            options.Roles["b"] = new()
            {
                IdleTimeout = 20 * Minute,
                AbsoluteLifetime = 200 * Minute,
                IdleAfter = 4 * Minute,
                Sliding = true,
                RememberMeIdleTimeout = 2000 * Minute,
                RememberMeLifetime = 3000 * Minute,
                RefreshThreshold = 2 * Minute,
                MaxSessions = 9,
                WhenExceeded = SessionLimitAction.Reject,
            };
        }

        var expected = new SessionPolicy
        {
            IdleTimeout = 10 * Minute,
            AbsoluteLifetime = 200 * Minute,
            IdleAfter = 4 * Minute,
            Sliding = false,
            RememberMeIdleTimeout = 1000 * Minute,
            RememberMeLifetime = 3000 * Minute,
            RefreshThreshold = Minute,
            Limit = new(7, SessionLimitAction.Reject),
        };

        Assert.Equal(expected, await ResolveAsync(Configure, "alice", "a", "b"));
        Assert.Equal(expected, await ResolveAsync(Configure, "alice", "b", "unknown", "a"));
    }

    [Fact]
    [Trait("Req", "1.8")]
    public async Task A_users_own_policy_beats_the_roles()
    {
        static void Configure(SessionManagerOptions options)
        {
            AddPresets(options);
            options.Users["alice"] = new() { AbsoluteLifetime = TimeSpan.FromHours(99), IdleAfter = TimeSpan.Zero };
        }

        var policy = await ResolveAsync(Configure, "alice", "system_admin");

        Assert.Equal(TimeSpan.FromHours(99), policy.AbsoluteLifetime);
        Assert.Null(policy.IdleAfter);
        Assert.Equal(2, policy.Limit.Maximum);
        Assert.Equal(TimeSpan.FromHours(4), (await ResolveAsync(Configure, "Alice", "system_admin")).AbsoluteLifetime);
    }

    [Fact]
    public async Task A_role_inherits_the_default_policy_of_the_host()
    {
        var policy = await ResolveAsync(
            options =>
            {
                options.DefaultPolicy.IdleTimeout = 7 * Minute;
                options.DefaultPolicy.MaxSessions = 3;
                options.Roles["a"] = new() { Sliding = false };
            },
            "alice",
            "a"
        );

        Assert.Equal((7 * Minute, 3, false), (policy.IdleTimeout, policy.Limit.Maximum, policy.Sliding));
    }

    [Fact]
    public async Task An_inherited_idle_timeout_is_cut_to_the_lifetime()
    {
        await using var host = SessionHost.Create(options =>
            options.Roles["brief"] = new() { AbsoluteLifetime = 10 * Minute }
        );

        var (session, _) = await host.SignInAsync(change: r => r with { Roles = ["brief"] });

        Assert.Equal(10 * Minute, session.IdleTimeout);
        Assert.Equal(session.AbsoluteExpiresAt, session.ExpiresAt);
    }

    [Fact]
    [Trait("Req", "1.8")]
    public async Task A_resolver_of_the_hosts_replaces_the_configured_policies()
    {
        await using var host = SessionHost.Create(
            AddPresets,
            builder => builder.Services.AddResolver(new SessionPolicy { AbsoluteLifetime = 42 * Minute })
        );

        var (session, _) = await host.SignInAsync(change: r => r with { Roles = ["guest"] });

        Assert.Equal(session.CreatedAt + (42 * Minute), session.AbsoluteExpiresAt);
    }

    [Fact]
    [Trait("Req", "1.34")]
    public async Task Roles_of_a_sign_in_choose_its_lifetime()
    {
        await using var host = SessionHost.Create(AddPresets);

        var (session, token) = await host.SignInAsync(change: r => r with { Roles = ["system_admin"] });

        Assert.Equal(session.CreatedAt + TimeSpan.FromHours(4), session.AbsoluteExpiresAt);
        for (var i = 0; i < 10; i++)
        {
            host.Clock.Advance(24 * Minute);
            await host.Sessions.TouchAsync(session.Id);
        }

        Assert.Equal(SessionVerdictReason.Expired, await host.JudgeAsync(token));
    }

    private static void AddPresets(SessionManagerOptions options)
    {
        foreach (var (role, policy) in SessionRolePresets.Marketplace)
            options.Roles[role] = policy;
    }

    private static async Task<SessionPolicy> ResolveAsync(
        Action<SessionManagerOptions> configure,
        string userId,
        params string[] roles
    )
    {
        var options = new SessionManagerOptions();
        configure(options);
        return await new OptionsSessionPolicyResolver(Options.Create(options)).ResolveAsync(userId, roles, default);
    }
}
