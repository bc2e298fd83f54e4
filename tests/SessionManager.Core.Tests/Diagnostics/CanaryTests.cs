using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Diagnostics;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Diagnostics;

/// <summary>The whole life of a session, good and bad: nothing that opens it is in a log, a trace, a metric or the trail.</summary>
[Trait("Sec", "2")]
[Trait("Sec", "8")]
public class CanaryTests
{
    [Fact]
    public async Task Nothing_that_opens_a_session_leaks()
    {
        using var meters = new CountingMeterFactory();
        var spans = new ConcurrentQueue<string>();
        using var listener = Listen(spans);
        await using var host = SessionHost.Create(
            options => options.DefaultPolicy.MaxSessions = 2,
            builder =>
            {
                builder.Services.AddSingleton<IMeterFactory>(meters);
                builder.AddLoggerAudit().AddMetricsAudit().AddDeviceEnricher();
            }
        );
        var tokens = new List<string>();
        var hashes = new List<SecretHash>();

        await LiveAsync(host, tokens, hashes);

        var seen = new StringBuilder(meters.AllTags);
        foreach (var entry in host.Logs.Entries)
        {
            seen.AppendLine(entry.Message).AppendLine(entry.Exception?.ToString());
            foreach (var (name, value) in entry.Values)
                seen.AppendLine($"{name}={value}");
        }

        foreach (var entry in host.Audit.Events)
            seen.AppendLine(entry.ToString()).AppendLine(JsonSerializer.Serialize(entry));
        foreach (var span in spans)
            seen.AppendLine(span);
        var text = seen.ToString();
        Assert.Contains("sess_", text, StringComparison.Ordinal);
        Assert.True(tokens.Count >= 6 && hashes.Count >= 6 && host.Logs.Entries.Length > 20);
        foreach (var token in tokens)
        {
            Assert.DoesNotContain(token[27..], text, StringComparison.Ordinal);
            var secret = System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(27));
            AssertAbsent(secret, text);
        }

        foreach (var hash in hashes)
            AssertAbsent(hash.Bytes.ToArray(), text);
    }

    private static async Task LiveAsync(SessionHost host, List<string> tokens, List<SecretHash> hashes)
    {
        var sessions = host.Sessions;
        var (session, token) = await host.SignInAsync(change: r => r with { UserAgent = "curl/8", IpAddress = "::1" });
        async Task Keep(string issued)
        {
            tokens.Add(issued);
            Assert.True(SessionToken.TryParse(issued, out var parsed));
            hashes.Add(parsed.Secret.Hash());
            hashes.Add((await host.RecordAsync(session.Id)).SecretHash);
        }

        await Keep(token);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await sessions.ValidateAsync(token);
        await host.Runtime.Activity.FlushAsync();
        var refreshed = (await sessions.RefreshAsync(token)).Tokens!.Token;
        await Keep(refreshed);
        await sessions.RefreshAsync(token);
        await Keep((await sessions.RotateAsync(session.Id, ["pwd"])).Tokens!.Token);
        var current = (await sessions.SetRolesAsync(session.Id, ["admin"], null, "root")).Tokens!.Token;
        await Keep(current);
        await sessions.ExtendAsync(session.Id, TimeSpan.FromMinutes(1));
        await sessions.SetMetadataAsync(session.Id, SessionMetadata.Empty.With("a", "b"));
        await sessions.ValidateAsync(refreshed);
        await sessions.ValidateAsync(refreshed + "x");

        foreach (var operation in new[] { StorageOperation.Find, StorageOperation.Replace, StorageOperation.Insert })
        {
            using var down = host.Storage.Fail(operation, exception: new InvalidOperationException("driver"));
            await SwallowAsync(async () => await sessions.ValidateAsync(current));
            await SwallowAsync(async () => await sessions.RefreshAsync(current));
            await SwallowAsync(async () => await sessions.CreateAsync(new("bob")));
        }

        using (host.Storage.Fail(StorageOperation.Find, exception: new SessionRecordUnreadableException("damaged")))
            await sessions.ValidateAsync(current);
        await Keep((await sessions.RefreshAsync(current)).Tokens!.Token);
        host.Clock.Advance(TimeSpan.FromSeconds(11));
        await Keep(current);
        Assert.Equal(SessionOutcome.Ended, (await sessions.RefreshAsync(current)).Outcome);
        for (var i = 0; i < 3; i++)
            tokens.Add((await host.SignInAsync()).Token);
        await sessions.ReportSecurityEventAsync(new(SessionSecurityEventKind.PasswordReset, "alice", "root"));
        host.Clock.Advance(TimeSpan.FromDays(40));
        await sessions.CleanUpAsync();
        await sessions.EraseUserAsync("alice", "root");
    }

    private static async Task SwallowAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (SessionStorageException)
        {
            // What the exception says is in the log of whoever catches it; here only the library's own counts.
        }
    }

    private static void AssertAbsent(byte[] bytes, string text)
    {
        Assert.DoesNotContain(Convert.ToHexString(bytes), text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(bytes), text, StringComparison.Ordinal);
        Assert.DoesNotContain(System.Buffers.Text.Base64Url.EncodeToString(bytes), text, StringComparison.Ordinal);
        Assert.DoesNotContain(string.Join(",", bytes), text, StringComparison.Ordinal);
        Assert.DoesNotContain(BitConverter.ToString(bytes), text, StringComparison.OrdinalIgnoreCase);
    }

    private static ActivityListener Listen(ConcurrentQueue<string> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SessionManagerDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
                spans.Enqueue(
                    $"{span.DisplayName} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Baggage)} "
                        + $"{string.Join(' ', span.Events.SelectMany(e => e.Tags))} {span.StatusDescription}"
                ),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
