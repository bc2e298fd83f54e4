using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Suspicion;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Audit;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Audit;

namespace SessionManager.AspNetCore.Tests.Suspicion;

public sealed class BadTokenTests
{
    [Fact]
    [Trait("Sec", "37")]
    public async Task Many_bad_tokens_from_one_address_are_recorded_once_and_lock_nobody_out()
    {
        var audit = new RecordingAuditBackend();
        await using var host = await StartAsync(audit);
        var (_, token) = await host.OpenAsync();
        for (var i = 0; i < 12; i++)
            await host.GetAsync("/me", Credentials.Bearer(i % 2 == 0 ? "garbage" : Credentials.Unknown()));
        await host.UntilAsync(() => new(Suspicious(audit).Length > 0));
        var suspicious = Assert.Single(Suspicious(audit));
        Assert.Equal("many_bad_tokens", suspicious.Reason);
        Assert.Equal("127.0.0.1", suspicious.IpAddress);
        Assert.Null(suspicious.UserId);
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Bearer(token))).Body);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/login?user=alice")).Status);

        host.Time.Advance(TimeSpan.FromMinutes(11));
        for (var i = 0; i < 5; i++)
            await host.GetAsync("/me", Credentials.Bearer("garbage"));
        await host.UntilAsync(() => new(Suspicious(audit).Length == 2));
    }

    [Fact]
    [Trait("Sec", "37")]
    public async Task Old_tokens_and_few_bad_ones_are_nothing_to_look_at()
    {
        var audit = new RecordingAuditBackend();
        await using var host = await StartAsync(audit);
        var (ended, endedToken) = await host.OpenAsync();
        await host.Sessions.TerminateAsync(ended.Id, "alice", SessionEndReasons.UserLogout);
        var (_, expiredToken) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 10; i++)
        {
            await host.GetAsync("/me", Credentials.Bearer(endedToken));
            await host.GetAsync("/me", Credentials.Bearer(expiredToken));
            await host.GetAsync("/me");
        }

        for (var i = 0; i < 4; i++)
            await host.GetAsync("/me", Credentials.Bearer("garbage"));
        // The trail is written in order: what would stand before this one is there when this is.
        await host.OpenAsync("last");
        await host.UntilAsync(() =>
            new(audit.Events.Any(static entry => entry.Kind == SessionAuditKind.Created && entry.UserId == "last"))
        );
        Assert.Empty(Suspicious(audit));
    }

    [Fact]
    [Trait("Sec", "37")]
    public async Task Any_number_of_addresses_takes_bounded_memory()
    {
        await using var host = await TestHost.StartAsync();
        var watch = host.Services.GetRequiredService<BadTokenWatch>();
        var context = new DefaultHttpContext { RequestServices = host.Services };
        for (var i = 0; i < 50_000; i++)
        {
            context.Connection.RemoteIpAddress = new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            watch.Note(context, SessionVerdictReason.Malformed);
        }

        Assert.InRange(watch.Remembered, 1, 2 * 4096);
    }

    /// <summary>One every four minutes is never 20, nor 5, in five minutes, for however long.</summary>
    [Fact]
    [Trait("Sec", "37")]
    public async Task A_slow_trickle_is_nothing_to_look_at()
    {
        await using var host = await StartAsync(new());
        for (var i = 0; i < 100; i++)
        {
            Note(host, 1);
            host.Time.Advance(TimeSpan.FromMinutes(4));
        }

        Assert.Equal(0, Reports(host));
    }

    [Fact]
    [Trait("Sec", "37")]
    public async Task A_steady_attack_is_told_of_again_in_each_window()
    {
        await using var host = await StartAsync(new());
        for (var minute = 0; minute < 30; minute++)
        {
            Note(host, 10);
            host.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(Reports(host), 5, 6);
    }

    /// <summary>The windows are the watch's own affair: what lies across the border of two counts as one, and once.</summary>
    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(4, 0, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(9, 9, 1)]
    [Trait("Sec", "37")]
    public async Task A_burst_across_the_border_of_two_windows_is_told_of(int before, int after, int reports)
    {
        await using var host = await StartAsync(new());
        // The first token begins a window, wherever the clock was.
        host.Time.Advance(TimeSpan.FromMinutes(20));
        Note(host, 1, "10.0.0.2");
        host.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Note(host, before);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        Note(host, after);
        Assert.Equal(reports, Reports(host));
    }

    /// <summary>As many addresses as an attacker likes do not have one told of over and over.</summary>
    [Fact]
    [Trait("Sec", "37")]
    public async Task A_flood_of_addresses_tells_of_one_no_more_often()
    {
        await using var host = await StartAsync(new());
        for (var i = 0; i < 20_000; i++)
        {
            Note(host, 1, $"10.1.{i >> 8}.{i & 255}");
            if (i % 1000 == 0)
                Note(host, 5);
        }

        Assert.Equal(1, Reports(host));
    }

    private static void Note(TestHost host, int times, string address = "10.0.0.1")
    {
        var watch = host.Services.GetRequiredService<BadTokenWatch>();
        var context = new DefaultHttpContext { RequestServices = host.Services };
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        for (var i = 0; i < times; i++)
            watch.Note(context, SessionVerdictReason.Malformed);
    }

    /// <summary>How often it was told: the log has it before the call returns.</summary>
    private static int Reports(TestHost host) =>
        host.Logs.Entries.Count(static entry => entry.Contains("ManyBadTokens", StringComparison.Ordinal));

    private static SessionAuditEvent[] Suspicious(RecordingAuditBackend audit) =>
        [.. audit.Events.Where(static entry => entry.Kind == SessionAuditKind.Suspicious)];

    private static Task<TestHost> StartAsync(RecordingAuditBackend audit) =>
        TestHost.StartAsync(
            new()
            {
                Http = static options => options.BadTokens.Threshold = 5,
                Builder = builder => builder.AddAudit(_ => audit),
            }
        );
}
