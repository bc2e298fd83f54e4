using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionManager.Cli.Databases;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;
using SessionManager.Policies;

namespace SessionManager.Cli.Commands;

/// <summary>The checks of <c>doctor</c>, each of which finds one thing and none of which changes anything.</summary>
internal sealed class Diagnosis(CommandRun run)
{
    private const string Ok = "ok";
    private const string Warning = "warning";
    private const string Failed = "failed";

    private static readonly TimeSpan LongestSkew = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestBacklog = TimeSpan.FromHours(1);

    private readonly List<DoctorFinding> _findings = [];

    public IReadOnlyList<DoctorFinding> Findings => _findings;

    /// <summary>That of the first check that failed.</summary>
    public int ExitCode { get; private set; }

    public async Task RunAsync()
    {
        await CheckAsync("policy", PolicyAsync).ConfigureAwait(false);
        if (run.Target.IsDatabase)
        {
            await CheckAsync("connection", ConnectionAsync).ConfigureAwait(false);
            if (ExitCode == ExitCodes.Unavailable)
                return;
            await CheckAsync("schema", SchemaAsync).ConfigureAwait(false);
            await CheckAsync("clock", ClockAsync).ConfigureAwait(false);
            if (ExitCode == ExitCodes.Schema)
                return;
            await CheckAsync("cleanup", CleanupAsync).ConfigureAwait(false);
            _findings.Add(
                run.Host.HasAudit
                    ? new("audit", Ok, "There is a trail. 'session-manager audit verify' walks it.")
                    : new("audit", Warning, "There is no trail: the table session_audit is missing.")
            );
        }

        if (!run.Target.IsDatabase || run.Target.Cache is not null)
            await CheckAsync("redis", RedisAsync).ConfigureAwait(false);
        if (!run.Target.IsDatabase)
            await CheckAsync("sessions", CountAsync).ConfigureAwait(false);
    }

    private async Task<(string, string)> PolicyAsync()
    {
        // As a sign-in without a role would get it.
        var policy = await run
            .Host.Services.GetRequiredService<ISessionPolicyResolver>()
            .ResolveAsync("-", [], run.Cancelled)
            .ConfigureAwait(false);
        var cleanup = run.Host.Options.Cleanup;
        return (
            Ok,
            $"idle {Times.Of(policy.IdleTimeout)}, at most {Times.Of(policy.AbsoluteLifetime)}, "
                + string.Create(CultureInfo.InvariantCulture, $"{policy.Limit.Maximum} session(s) a user; ")
                + $"cleanup {Words.Of(cleanup.Mode)}, history {Times.Of(cleanup.Retention)}"
        );
    }

    private async Task<(string, string)> ConnectionAsync()
    {
        var context = await run.Host.Database.OpenAsync(run.Cancelled).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Database.OpenConnectionAsync(run.Cancelled).ConfigureAwait(false);
            return (Ok, $"{run.Target.ProviderName} {context.Database.GetDbConnection().ServerVersion}");
        }
    }

    private async Task<(string, string)> SchemaAsync()
    {
        var problems = await TableCheck.FindProblemsAsync(run.Host, run.Cancelled).ConfigureAwait(false);
        if (problems.Count == 0)
            return (Ok, "The tables are as they should be.");
        throw new CliException(ExitCodes.Schema, string.Join(" ", problems));
    }

    private async Task<(string, string)> ClockAsync()
    {
        var context = await run.Host.Database.OpenAsync(run.Cancelled).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var skew = await DatabaseProvider
                .ClockSkewAsync(context, run.Target, run.Time, run.Cancelled)
                .ConfigureAwait(false);
            if (skew is not { } off)
                return (Ok, "The database has no clock of its own.");
            var text = string.Create(CultureInfo.InvariantCulture, $"{off.TotalSeconds:+0.000;-0.000} s");
            return off.Duration() > LongestSkew
                ? (
                    Warning,
                    $"The database's clock is {text} off this machine's. Let both follow NTP: sessions end by the hosts' clocks."
                )
                : (Ok, $"The database's clock is {text} off this machine's.");
        }
    }

    private async Task<(string, string)> CleanupAsync()
    {
        var context = await run.Host.Database.OpenAsync(run.Cancelled).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var longAgo = (run.Now - LongestBacklog).UtcDateTime;
            var waits = await context
                .Sessions.AnyAsync(
                    session => session.TerminatedAt == null && session.ExpiresAt < longAgo,
                    run.Cancelled
                )
                .ConfigureAwait(false);
            return waits
                ? (
                    Warning,
                    "Sessions whose time ran out more than an hour ago are not marked: does a host run its cleanup? 'session-manager cleanup' does it once."
                )
                : (Ok, "Nothing has waited for more than an hour.");
        }
    }

    private async Task<(string, string)> RedisAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(run.Host.Services.GetRequiredService<StackExchange.Redis.IConnectionMultiplexer>());
        services
            .AddSessionManager()
            .UseRedisStorage(options => options.KeyPrefix = run.Target.KeyPrefix ?? options.KeyPrefix);
        services.AddHealthChecks().AddSessionManagerRedis(options => options.AllowEviction = run.Target.IsDatabase);
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var report = await provider
                .GetRequiredService<HealthCheckService>()
                .CheckHealthAsync(run.Cancelled)
                .ConfigureAwait(false);
            var entry = report.Entries.Values.Single();
            return entry.Status switch
            {
                HealthStatus.Healthy => (Ok, "Writes go through; memory policy and clock are as they should be."),
                HealthStatus.Degraded => (Warning, entry.Description ?? "Degraded."),
                _ => throw new CliException(ExitCodes.Unavailable, entry.Description ?? "Unhealthy."),
            };
        }
    }

    private async Task<(string, string)> CountAsync()
    {
        var counts = await run.Host.Sessions.GetStatisticsAsync(run.Cancelled).ConfigureAwait(false);
        return counts.Total == 0
            ? (Warning, "There are no sessions under this prefix: is --key-prefix the hosts' one?")
            : (Ok, $"{Times.Count(counts.Live)} live, {Times.Count(counts.Total)} in all.");
    }

    private async Task CheckAsync(string name, Func<Task<(string Result, string Message)>> look)
    {
        try
        {
            var (result, message) = await look().ConfigureAwait(false);
            _findings.Add(new DoctorFinding(name, result, message));
        }
        catch (Exception exception) when (!run.Cancelled.IsCancellationRequested)
        {
            var (exitCode, message) = Failures.Explain(exception);
            _findings.Add(new DoctorFinding(name, Failed, message));
            if (ExitCode == ExitCodes.Done)
                ExitCode = exitCode;
        }
    }
}
