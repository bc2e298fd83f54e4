using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

/// <summary>A replaced token is good for a moment, and a sign of theft after it.</summary>
public class RefreshGraceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Sec", "28")]
    public async Task A_replaced_token_is_good_for_the_grace_and_ends_the_session_after_it()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        var next = (await host.Sessions.RefreshAsync(token)).Tokens!.Token;
        host.Clock.Advance((10 * Second) - TimeSpan.FromTicks(10));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));

        host.Clock.Advance(TimeSpan.FromTicks(10));

        Assert.Equal(SessionVerdictReason.Retired, await host.JudgeAsync(token));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(next));
        var reuse = await host.Sessions.RefreshAsync(token, new() { IpAddress = "203.0.113.66" });
        Assert.Equal(SessionOutcome.Ended, reuse.Outcome);
        Assert.Null(reuse.Tokens);
        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(next));
        var termination = (await host.StoredAsync(session.Id)).Termination;
        Assert.Equal((SessionEndReasons.TokenReuse, "system"), (termination!.Reason, termination.By));
        var suspicious = Assert.Single(host.Audit.Of(SessionAuditKind.Suspicious));
        Assert.Equal(("token_reuse", "203.0.113.66"), (suspicious.Reason, suspicious.IpAddress));
        Assert.Equal("token_reuse", Assert.Single(host.Audit.Of(SessionAuditKind.Terminated)).Reason);
        Assert.Single(host.Logs.Named("SessionTokenReused"));
    }

    [Fact]
    [Trait("Sec", "28")]
    public async Task Reuse_is_told_once()
    {
        await using var host = SessionHost.Create(options => options.RotationGrace = TimeSpan.Zero);
        var (_, token) = await host.SignInAsync();
        await host.Sessions.RefreshAsync(token);

        await host.Sessions.RefreshAsync(token);
        await host.Sessions.RefreshAsync(token);

        Assert.Single(host.Audit.Of(SessionAuditKind.Suspicious));
        Assert.Single(host.Audit.Of(SessionAuditKind.Terminated));
    }

    [Fact]
    [Trait("Sec", "29")]
    public async Task Everybody_within_the_grace_gets_the_identical_successor()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Clock.Advance(60 * Second);
        var start = Patience.Signal();

        var all = Enumerable
            .Range(0, 50)
            .Select(_ =>
                Task.Run(async () =>
                {
                    await start.Task;
                    return await host.Sessions.RefreshAsync(token);
                })
            )
            .ToArray();
        start.SetResult();
        var results = await Task.WhenAll(all);

        Assert.All(results, result => Assert.True(result.Succeeded));
        var successor = Assert.Single(results.Select(result => result.Tokens!.Token).Distinct());
        Assert.Single(host.Audit.Of(SessionAuditKind.Refreshed));
        Assert.Equal(2, (await host.RecordAsync(session.Id)).Version);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(successor));
    }

    [Fact]
    [Trait("Sec", "29")]
    public async Task The_grace_is_fixed_from_the_first_rotation()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        await host.Sessions.RefreshAsync(token);
        var until = (await host.RecordAsync(session.Id)).Replaced!.AcceptedUntil;
        host.Clock.Advance(9 * Second);

        Assert.True((await host.Sessions.RefreshAsync(token)).Succeeded);

        Assert.Equal(until, (await host.RecordAsync(session.Id)).Replaced!.AcceptedUntil);
        host.Clock.Advance(Second);
        Assert.Equal(SessionVerdictReason.Retired, await host.JudgeAsync(token));
    }

    [Fact]
    [Trait("Sec", "30")]
    public async Task A_refresh_whose_answer_was_lost_succeeds_again_within_the_grace()
    {
        await using var host = SessionHost.Create();
        var (_, token) = await host.SignInAsync();
        host.Storage.Fail(StorageOperation.Replace, StorageMoment.After, times: 1);
        await Assert.ThrowsAsync<SessionManager.Storage.SessionStorageException>(async () =>
            await host.Sessions.RefreshAsync(token)
        );

        var again = await host.Sessions.RefreshAsync(token);

        Assert.True(again.Succeeded);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(again.Tokens.Token));
    }

    [Fact]
    public async Task A_damaged_successor_is_no_server_error()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        await host.Sessions.RefreshAsync(token);
        var record = await host.RecordAsync(session.Id);
        var damaged = record with { Replaced = record.Replaced! with { SealedSuccessor = new byte[48] } };
        Assert.True(await host.Memory.ReplaceAsync(damaged, record.Version, host.Now, default));

        var result = await host.Sessions.RefreshAsync(token);

        Assert.False(result.Succeeded);
        Assert.Null(result.Tokens);
    }
}
