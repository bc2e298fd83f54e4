using Microsoft.Extensions.DependencyInjection;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.Core.Tests.Storage.DistributedCache;

/// <summary>A cache that fails, at every call in turn, or does not answer.</summary>
public sealed class CacheFailureTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly StrictDistributedCache _cache;
    private readonly CacheNode _node;

    public CacheFailureTests()
    {
        _cache = new StrictDistributedCache(_clock);
        _node = new CacheNode(_cache, _clock);
    }

    [Fact]
    [Trait("Sec", "23")]
    public async Task A_sign_in_that_fails_anywhere_leaves_no_more_live_than_allowed_and_none_unlisted()
    {
        var limit = new SessionLimit(1, SessionLimitAction.EvictOldest);
        await _node.OpenAsync();
        var failures = 0;
        for (var call = 1; ; call++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            var next = SessionSamples.Create("alice", _node.Now);
            FailAtCall(call);
            var failed = await FailsAsync(async () => await _node.Storage.InsertAsync(next, limit, default));
            _cache.Before = null;
            if (!failed)
                break;
            failures++;
            var live = await _node.LiveAsync();
            Assert.InRange(live.Count, 0, 1);
            var found = await _node.FindAsync(next);
            Assert.Equal(found is not null, live.Any(session => session.Id == next.Session.Id));
            await _node.Storage.InsertAsync(SessionSamples.Create("alice", _node.Now), limit, default);
        }

        Assert.InRange(failures, 8, 20);
    }

    [Fact]
    [Trait("Sec", "20")]
    public async Task Ending_all_that_failed_anywhere_is_done_when_it_is_repeated()
    {
        for (var call = 1; ; call++)
        {
            var user = $"user-{call}";
            for (var i = 0; i < 3; i++)
                await _node.OpenAsync(user);
            FailAtCall(call);
            var failed = await FailsAsync(async () =>
                await _node.Storage.TerminateAllAsync(user, null, _node.Ending, default)
            );
            _cache.Before = null;
            if (!failed)
                break;

            await _node.Storage.TerminateAllAsync(user, null, _node.Ending, default);
            Assert.Empty(await _node.LiveAsync(user));
            Assert.InRange(call, 1, 30);
        }
    }

    [Fact]
    [Trait("Sec", "19")]
    public async Task A_session_whose_end_was_half_written_ends_when_it_is_used()
    {
        var record = await _node.OpenAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _cache.Before = (called, key) =>
            called == "set" && key.StartsWith("sm:s:", StringComparison.Ordinal)
                ? throw new TimeoutException("down")
                : default;
        Assert.True(
            await FailsAsync(async () => await _node.Storage.TerminateAsync(record.Session.Id, _node.Ending, default))
        );
        _cache.Before = null;

        Assert.False(await _node.TouchAsync(record));

        Assert.Equal(SessionEndReasons.AdminRevoked, (await _node.FindAsync(record))?.Session.Termination?.Reason);
    }

    [Fact]
    [Trait("Sec", "35")]
    public async Task Through_the_manager_a_cache_that_throws_is_a_storage_that_fails()
    {
        await using var host = SessionHost.Create(build: builder => builder.UseStorage(_ => _node.Storage));
        var (session, token) = await host.SignInAsync();
        _cache.Before = (_, _) => throw new InvalidOperationException("no connection is available");

        var failures = new Func<Task>[]
        {
            () => host.Sessions.ValidateAsync(token).AsTask(),
            () => host.Sessions.CreateAsync(new("alice")).AsTask(),
            () => host.Sessions.RefreshAsync(token).AsTask(),
            () => host.Sessions.TerminateAsync(session.Id, "alice", "user_logout").AsTask(),
            () => host.Sessions.TerminateAllAsync("alice", "alice", "user_logout_all").AsTask(),
            () => host.Sessions.QueryAsync(new() { Filters = new() { UserId = "alice" } }).AsTask(),
            () => host.Sessions.EraseUserAsync("alice", "admin-1").AsTask(),
        };
        foreach (var call in failures)
        {
            var exception = await Assert.ThrowsAsync<SessionStorageException>(call);
            Assert.IsType<InvalidOperationException>(exception.InnerException);
        }

        _cache.Before = null;
        Assert.True((await host.Sessions.ValidateAsync(token)).IsValid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "36")]
    public async Task Through_the_manager_a_cache_that_does_not_answer_is_given_up_on(bool write)
    {
        await using var host = SessionHost.Create(build: builder => builder.UseStorage(_ => _node.Storage));
        var (session, token) = await host.SignInAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cache.Before = async (_, _) =>
        {
            asked.TrySetResult();
            await answer.Task;
        };

        Task call = write
            ? host.Sessions.TerminateAsync(session.Id, "alice", "user_logout").AsTask()
            : host.Sessions.ValidateAsync(token).AsTask();
        await asked.Task;
        await host.Clock.WaitForTimersAsync(1);
        Assert.False(call.IsCompleted);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        var exception = await Assert.ThrowsAsync<SessionStorageException>(() => call);
        Assert.Contains("StorageTimeout", exception.Message, StringComparison.Ordinal);
        answer.SetResult();
    }

    [Fact]
    [Trait("Sec", "33")]
    public async Task A_list_that_cannot_be_read_is_left_alone_and_keeps_nobody_from_a_session()
    {
        var record = await _node.OpenAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var key = _cache.Keys.Single(static key => key.StartsWith("sm:u:", StringComparison.Ordinal));
        foreach (
            var spoilt in new[] { """{"v":2,"s":[]}""", """{"v":1}""", """{"v":1,"s":[{"id":"x"}]}""", "null", "", "{" }
        )
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(spoilt);
            _cache[key] = bytes;

            await Assert.ThrowsAsync<SessionStorageException>(() => _node.OpenAsync());
            await Assert.ThrowsAsync<SessionStorageException>(async () => await _node.LiveAsync());
            await Assert.ThrowsAsync<SessionStorageException>(async () =>
                await _node.Storage.TerminateAllAsync("alice", null, _node.Ending, default)
            );
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(await _node.TouchAsync(record));
            Assert.Equal(bytes, _cache[key]);
        }
    }

    [Fact]
    public async Task A_session_under_anothers_key_is_not_accepted()
    {
        var one = await _node.OpenAsync();
        var another = await _node.OpenAsync();
        _cache[$"sm:s:{one.Session.Id}"] = _cache[$"sm:s:{another.Session.Id}"];

        await Assert.ThrowsAsync<SessionRecordUnreadableException>(() => _node.FindAsync(one));
    }

    private void FailAtCall(int number)
    {
        var left = number;
        _cache.Before = (_, _) =>
            Interlocked.Decrement(ref left) == 0 ? throw new TimeoutException("no connection") : default;
    }

    private static async Task<bool> FailsAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
