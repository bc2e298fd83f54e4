using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>A PostgreSQL that hangs.</summary>
[Trait("Sec", "36")]
public sealed class PostgresPauseTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    /// <summary>Stands still unless the test moves it: what the machine takes for an answer does not count.</summary>
    private readonly ManualTimeProvider _clock = new(Moments.Now);

    [PostgresFact]
    public async Task Every_call_ends_in_time_and_works_again_afterwards()
    {
        await using var server = await PostgresServer.CreateAsync();
        var connectionString = await server.CreateDatabaseAsync();
        var options = new DbContextOptionsBuilder<SessionsContext>().UseNpgsql(connectionString);
        await using (var context = new SessionsContext(options.Options))
            await context.Database.EnsureCreatedAsync();
        await using var application = Application.Start(
            database => database.UseNpgsql(connectionString),
            static options => options.StorageTimeout = _timeout,
            time: _clock
        );
        var sessions = application.Sessions;
        var known = await CreatedAsync(sessions);
        var (id, token) = (known.Session!.Id, known.Tokens!.Token);

        await server.PauseAsync();
        await AssertTimesOutAsync(_timeout, async () => await sessions.ValidateAsync(token));
        await AssertTimesOutAsync(_timeout, async () => await sessions.GetAsync(id));
        await AssertTimesOutAsync(_timeout, async () => await sessions.TouchAsync(id));
        await AssertTimesOutAsync(_timeout, async () => await sessions.RotateAsync(id));
        await AssertTimesOutAsync(_timeout, async () => await sessions.CreateAsync(new SessionCreateRequest("bob")));
        await AssertTimesOutAsync(
            _timeout,
            async () => await sessions.TerminateAsync(id, "somebody", SessionEndReasons.UserLogout)
        );
        // What may be much work has thirty times as long.
        await AssertTimesOutAsync(_timeout * 30, async () => await sessions.GetStatisticsAsync());
        await server.ResumeAsync();

        var after = await CreatedAsync(sessions);
        Assert.True((await sessions.ValidateAsync(after.Tokens!.Token)).IsValid);
        Assert.True(await sessions.TerminateAsync(after.Session!.Id, "somebody", SessionEndReasons.UserLogout));
        Assert.Equal(SessionVerdictReason.Terminated, (await sessions.ValidateAsync(after.Tokens!.Token)).Reason);
    }

    [PostgresFact]
    public async Task A_caller_who_goes_away_does_not_wait()
    {
        await using var server = await PostgresServer.CreateAsync();
        var connectionString = await server.CreateDatabaseAsync();
        await using var application = Application.Start(database => database.UseNpgsql(connectionString), time: _clock);
        await server.PauseAsync();
        using var gone = new CancellationTokenSource();

        var called = application.Sessions.GetAsync(SessionId.Create("alice"), gone.Token).AsTask();
        Assert.False(called.IsCompleted);
        await gone.CancelAsync();

        // The storage's own time is never over: the clock stands still.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => called.WaitAsync(_patience));
        await server.ResumeAsync();
    }

    private static async Task<SessionCreateResult> CreatedAsync(ISessionManager sessions) =>
        await sessions.CreateAsync(new SessionCreateRequest("alice"));

    private async Task AssertTimesOutAsync(TimeSpan timeout, Func<Task> call)
    {
        var called = call();
        await _clock.WaitForTimersAsync(1).WaitAsync(_patience);
        _clock.Advance(timeout * 0.9);
        Assert.False(called.IsCompleted);
        _clock.Advance(timeout * 0.1);
        await Assert.ThrowsAsync<SessionStorageException>(() => called.WaitAsync(_patience));
    }
}
