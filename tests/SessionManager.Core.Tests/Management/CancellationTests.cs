using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

/// <summary>Reads follow the caller who leaves; a write that has begun finishes.</summary>
public class CancellationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Sec", "36")]
    public async Task Reads_follow_the_callers_cancellation()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await SignInAsync(host);
        using var held = host.Storage.Hold();

        foreach (
            var read in new Func<CancellationToken, Task>[]
            {
                async ct => await host.Sessions.ValidateAsync(token, default, ct),
                async ct => await host.Sessions.GetAsync(session, ct),
                async ct => await host.Sessions.QueryAsync(new(), ct),
                async ct => await host.Sessions.GetStatisticsAsync(ct),
                async ct => await host.Sessions.RefreshAsync(token, default, ct),
            }
        )
        {
            using var leaving = new CancellationTokenSource();
            var call = read(leaving.Token);
            Assert.False(call.IsCompleted);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience.Limit));
        }
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_write_that_has_begun_finishes_for_a_caller_who_left()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await SignInAsync(host);
        using var leaving = new CancellationTokenSource();
        host.Storage.Before(StorageOperation.Terminate, async _ => await leaving.CancelAsync());

        Assert.True(await host.Sessions.TerminateAsync(session, "alice", "user_logout", leaving.Token));

        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(token));
        Assert.Single(host.Audit.Of(SessionManager.Audit.SessionAuditKind.Terminated));
    }

    [Fact]
    [Trait("Sec", "30")]
    public async Task A_refresh_that_has_begun_to_write_finishes_for_a_caller_who_left()
    {
        await using var host = SessionHost.Create();
        var (_, token) = await SignInAsync(host);
        using var leaving = new CancellationTokenSource();
        host.Storage.Before(StorageOperation.Replace, async _ => await leaving.CancelAsync());

        Assert.True((await host.Sessions.RefreshAsync(token, default, leaving.Token)).Succeeded);
    }

    [Fact]
    public async Task A_caller_who_has_left_begins_nothing()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await SignInAsync(host);
        var left = new CancellationToken(canceled: true);
        var audited = host.Audit.Events.Length;

        foreach (
            var write in new Func<Task>[]
            {
                async () => await host.Sessions.CreateAsync(new("alice"), left),
                async () => await host.Sessions.TerminateAsync(session, "alice", "x", left),
                async () => await host.Sessions.TerminateAllAsync("alice", "alice", "x", null, left),
                async () => await host.Sessions.EraseUserAsync("alice", "root", left),
                async () => await host.Sessions.TouchAsync(session, left),
                async () => await host.Sessions.CleanUpAsync(null, left),
            }
        )
            await Assert.ThrowsAnyAsync<OperationCanceledException>(write);

        Assert.Equal(1, host.Storage.TotalCalls);
        Assert.Equal(audited, host.Audit.Events.Length);
        Assert.Equal(1, await host.CountAsync());
    }

    [Fact]
    public async Task A_sign_in_cancelled_while_it_is_enriched_stores_nothing()
    {
        using var leaving = new CancellationTokenSource();
        var enricher = new Moq.Mock<SessionManager.Enrichers.ISessionEnricher>();
        enricher
            .Setup(e =>
                e.EnrichAsync(
                    Moq.It.IsAny<SessionManager.Enrichers.SessionEnrichmentContext>(),
                    Moq.It.IsAny<CancellationToken>()
                )
            )
            .Returns(async () => await leaving.CancelAsync());
        await using var host = SessionHost.Create(build: b =>
            b.Services.Add(new(typeof(SessionManager.Enrichers.ISessionEnricher), enricher.Object))
        );

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await host.Sessions.CreateAsync(new("alice"), leaving.Token)
        );

        Assert.Equal(0, host.Storage.TotalCalls);
        Assert.Empty(host.Audit.Events);
    }

    private static async Task<Subject> SignInAsync(SessionHost host)
    {
        var (session, token) = await host.SignInAsync();
        host.Clock.Advance(Second);
        return new(session.Id, token);
    }

    private sealed record Subject(SessionId Id, string Token);
}
