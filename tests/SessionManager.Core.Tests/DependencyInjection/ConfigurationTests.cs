using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Audit;
using SessionManager.DependencyInjection;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.DependencyInjection;

[Trait("Req", "2.10")]
public class ConfigurationTests
{
    [Fact]
    public void The_section_sets_every_kind_of_option()
    {
        var options = Read(
            new()
            {
                ["SessionManager:DefaultPolicy:IdleTimeout"] = "00:20:00",
                ["SessionManager:DefaultPolicy:Sliding"] = "false",
                ["SessionManager:Roles:guest:AbsoluteLifetime"] = "1.00:00:00",
                ["SessionManager:Roles:guest:MaxSessions"] = "5",
                ["SessionManager:Roles:guest:WhenExceeded"] = "Reject",
                ["SessionManager:Users:alice:IdleTimeout"] = "00:15:00",
                ["SessionManager:FallbackRole"] = "guest",
                ["SessionManager:AdminRoles:0"] = "root",
                ["SessionManager:MinimumTimeout"] = "00:03:00",
                ["SessionManager:MaxMetadataEntries"] = "7",
                ["SessionManager:Cleanup:Mode"] = "Delete",
                ["SessionManager:Cleanup:Enabled"] = "false",
                ["SessionManager:Cleanup:Interval"] = "01:00:00",
                ["SessionManager:Audit:Mode"] = "Strict",
                ["SessionManager:Audit:Modes:Accessed"] = "Background",
                ["SessionManager:Audit:QueueCapacity"] = "77",
            }
        );

        Assert.Equal(TimeSpan.FromMinutes(20), options.DefaultPolicy.IdleTimeout);
        Assert.False(options.DefaultPolicy.Sliding);
        Assert.Equal(
            (TimeSpan.FromDays(1), 5, SessionLimitAction.Reject),
            (
                options.Roles["guest"].AbsoluteLifetime,
                options.Roles["guest"].MaxSessions,
                options.Roles["guest"].WhenExceeded
            )
        );
        Assert.Equal(TimeSpan.FromMinutes(15), options.Users["alice"].IdleTimeout);
        Assert.Equal("guest", options.FallbackRole);
        Assert.Contains("root", options.AdminRoles);
        Assert.Equal((TimeSpan.FromMinutes(3), 7), (options.MinimumTimeout, options.MaxMetadataEntries));
        Assert.Equal(
            (SessionCleanupMode.Delete, false, TimeSpan.FromHours(1)),
            (options.Cleanup.Mode, options.Cleanup.Enabled, options.Cleanup.Interval)
        );
        Assert.Equal((SessionAuditMode.Strict, 77), (options.Audit.Mode, options.Audit.QueueCapacity));
        Assert.Equal(SessionAuditMode.Background, options.Audit.Modes[SessionAuditKind.Accessed]);
    }

    [Fact]
    [Trait("Req", "2.11")]
    public void The_variables_are_accepted_and_come_after_the_section()
    {
        var options = Read(
            new()
            {
                ["SessionManager:DefaultPolicy:IdleTimeout"] = "00:20:00",
                ["SESSION_DEFAULT_TIMEOUT"] = "1800",
                ["SESSION_ABSOLUTE_TIMEOUT"] = "08:00:00",
                ["SESSION_MIN_TIMEOUT"] = " 240 ",
                ["SESSION_MAX_TIMEOUT"] = "2.00:00:00",
                ["SESSION_CLEANUP_INTERVAL"] = "3600",
                ["SESSION_MAX_PER_USER"] = "4",
            }
        );

        Assert.Equal(TimeSpan.FromMinutes(30), options.DefaultPolicy.IdleTimeout);
        Assert.Equal(TimeSpan.FromHours(8), options.DefaultPolicy.AbsoluteLifetime);
        Assert.Equal(TimeSpan.FromMinutes(4), options.MinimumTimeout);
        Assert.Equal(TimeSpan.FromDays(2), options.MaximumTimeout);
        Assert.Equal(TimeSpan.FromHours(1), options.Cleanup.Interval);
        Assert.Equal(4, options.DefaultPolicy.MaxSessions);
    }

    [Fact]
    public void Code_wins_over_configuration()
    {
        var options = Read(
            new() { ["SESSION_MAX_PER_USER"] = "4", ["SessionManager:MaxMetadataEntries"] = "7" },
            o => (o.DefaultPolicy.MaxSessions, o.MaxMetadataEntries) = (9, 8)
        );

        Assert.Equal((9, 8), (options.DefaultPolicy.MaxSessions, options.MaxMetadataEntries));
    }

    [Theory]
    [InlineData("SESSION_DEFAULT_TIMEOUT", "half an hour")]
    [InlineData("SESSION_DEFAULT_TIMEOUT", "1.5")]
    [InlineData("SESSION_CLEANUP_INTERVAL", "5m")]
    [InlineData("SESSION_CLEANUP_INTERVAL", " ")]
    [InlineData("SESSION_MAX_PER_USER", "many")]
    [InlineData("SESSION_MAX_PER_USER", "99999999999")]
    [InlineData("SESSION_MAX_PER_USER", "3.5")]
    public void A_bad_variable_is_named(string name, string value)
    {
        var exception = Assert.Throws<FormatException>(() => Read(new() { [name] = value }));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_can_be_a_switch_or_a_text()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ON"] = " True ",
            ["BAD"] = "yes",
            ["TEXT"] = " a b ",
            ["EMPTY"] = "",
        };
        var variables = new SessionVariables(name => values.GetValueOrDefault(name));
        var on = false;

        variables.Switch("ON", value => on = value);
        variables.Switch("NONE", _ => Assert.Fail("not set"));
        variables.Number("EMPTY", _ => Assert.Fail("not set"));

        Assert.True(on);
        Assert.Equal("a b", variables.Text("TEXT"));
        Assert.Null(variables.Text("EMPTY"));
        Assert.Contains(
            "BAD",
            Assert.Throws<FormatException>(() => variables.Switch("BAD", _ => { })).Message,
            StringComparison.Ordinal
        );
    }

    private static SessionManagerOptions Read(
        Dictionary<string, string?> values,
        Action<SessionManagerOptions>? configure = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddSessionManager(configure);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<SessionManagerOptions>>().Value;
    }
}
