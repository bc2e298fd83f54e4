using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.Audit.Logger;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Audit;

public class LoggerAuditTests
{
    private static readonly DateTimeOffset At = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("Sec", "34")]
    [InlineData("x\r\nSession Created: sess_forged")]
    [InlineData("x\nfake")]
    [InlineData("\u001b[2K\u001b[1A")]
    [InlineData("\u0085next\u2028line\u2029par")]
    [InlineData("\u202Eesrever\u2066iso\u2069\u200f")]
    [InlineData("nul\0bell\a\u009b31m")]
    [InlineData("delete\u007f")]
    public async Task Text_from_a_client_cannot_forge_an_entry(string hostile)
    {
        using var logs = new RecordingLogs();
        var backend = Backend(logs);

        await backend.WriteAsync(
            [
                new()
                {
                    Kind = SessionAuditKind.Created,
                    At = At,
                    SessionId = SessionId.Create("alice"),
                    UserId = hostile,
                    Actor = hostile,
                    Reason = hostile,
                    IpAddress = hostile,
                    UserAgent = hostile,
                },
            ],
            default
        );

        var entry = Assert.Single(logs.Entries);
        var texts = entry.Values.Select(v => v.Value as string).Append(entry.Message).OfType<string>();
        Assert.All(
            texts,
            text =>
                Assert.All(
                    text.EnumerateRunes(),
                    rune =>
                        Assert.False(
                            System.Text.Rune.GetUnicodeCategory(rune)
                                is System.Globalization.UnicodeCategory.Control
                                    or System.Globalization.UnicodeCategory.Format
                                    or System.Globalization.UnicodeCategory.LineSeparator
                                    or System.Globalization.UnicodeCategory.ParagraphSeparator
                        )
                )
        );
        Assert.Contains('\ufffd', entry.Message);
    }

    [Fact]
    [Trait("Req", "3.13")]
    public async Task An_entry_is_structured()
    {
        using var logs = new RecordingLogs();
        var id = SessionId.Create("alice");

        await Backend(logs).WriteAsync([Event(SessionAuditKind.Terminated) with { SessionId = id }], default);

        var entry = Assert.Single(logs.Entries);
        Assert.Equal("SessionManager.Audit.Logger.LoggerAuditBackend", entry.Category);
        Assert.Equal((1210, "SessionAudit"), (entry.Id.Id, entry.Id.Name));
        var values = entry.Values.ToDictionary(v => v.Key, v => v.Value?.ToString());
        Assert.Equal("Terminated", values["Kind"]);
        Assert.Equal(id.ToString(), values["SessionId"]);
        Assert.Equal("alice", values["UserId"]);
        Assert.Equal("root", values["Actor"]);
        Assert.Equal("user_logout", values["Reason"]);
    }

    [Theory]
    [InlineData(SessionAuditKind.Created, LogLevel.Information)]
    [InlineData(SessionAuditKind.Suspicious, LogLevel.Warning)]
    [InlineData(SessionAuditKind.SecurityEvent, LogLevel.Warning)]
    [InlineData(SessionAuditKind.Accessed, LogLevel.Debug)]
    public async Task The_level_follows_the_kind(SessionAuditKind kind, LogLevel level)
    {
        using var logs = new RecordingLogs();

        await Backend(logs).WriteAsync([Event(kind)], default);

        Assert.Equal(level, Assert.Single(logs.Entries).Level);
    }

    [Fact]
    public async Task A_host_adds_it_by_name()
    {
        await using var host = SessionHost.Create(build: builder => builder.AddLoggerAudit().AddLoggerAudit());

        await host.SignInAsync();

        Assert.Single(host.Logs.Named("SessionAudit"));
    }

    private static LoggerAuditBackend Backend(RecordingLogs logs) =>
        new(
            LoggerFactory
                .Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs))
                .CreateLogger<LoggerAuditBackend>()
        );

    private static SessionAuditEvent Event(SessionAuditKind kind) =>
        new()
        {
            Kind = kind,
            At = At,
            UserId = "alice",
            Actor = "root",
            Reason = "user_logout",
        };
}
