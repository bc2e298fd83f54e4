using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>A PostgreSQL that hangs.</summary>
[Trait("Sec", "36")]
public sealed class PostgresPauseTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(300);

    [PostgresFact]
    public async Task Every_call_ends_in_time_and_works_again_afterwards()
    {
        await using var server = await PostgresServer.CreateAsync();
        var connectionString = await server.CreateDatabaseAsync();
        var options = new DbContextOptionsBuilder<SessionsContext>().UseNpgsql(connectionString);
        await using (var context = new SessionsContext(options.Options))
            await context.Database.EnsureCreatedAsync();
        await using var application = Application.StartOnPostgres(
            connectionString,
            static options => options.StorageTimeout = _timeout
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
        await using var application = Application.StartOnPostgres(
            connectionString,
            static options => options.StorageTimeout = TimeSpan.FromMinutes(1)
        );
        await server.PauseAsync();
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await application.Sessions.GetAsync(SessionId.Create("alice"), gone.Token)
        );

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        await server.ResumeAsync();
    }

    /// <summary>A machine that is busy may take longer than the timeout the first time a connection is made.</summary>
    private static async Task<SessionCreateResult> CreatedAsync(ISessionManager sessions)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await sessions.CreateAsync(new SessionCreateRequest("alice"));
            }
            catch (SessionStorageException) when (attempt < 20)
            {
                await Task.Delay(50);
            }
        }
    }

    private static async Task AssertTimesOutAsync(TimeSpan timeout, Func<Task> call)
    {
        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<SessionStorageException>(call);
        Assert.InRange(Stopwatch.GetElapsedTime(started), timeout * 0.9, timeout + TimeSpan.FromSeconds(5));
    }
}
