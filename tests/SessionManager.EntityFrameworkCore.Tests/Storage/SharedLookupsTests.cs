using System.Collections.Concurrent;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage;
using SessionManager.Storage;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Look-ups under load share statements; alone they do not wait for anybody.</summary>
public sealed class SharedLookupsTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly ConcurrentQueue<string> _alone = new();
    private readonly ConcurrentQueue<string[]> _together = new();
    private readonly TaskCompletionSource _database = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, Task> _gates = [];
    private readonly SharedLookups _lookups;
    private Exception? _failure;

    public SharedLookupsTests() => _lookups = new SharedLookups(FindOneAsync, FindManyAsync, _clock);

    [Fact]
    public async Task A_look_up_that_comes_alone_goes_alone()
    {
        _database.SetResult();
        for (var i = 0; i < 10; i++)
            await _lookups.FindAsync($"id-{i}", default);

        Assert.Equal(10, _alone.Count);
        Assert.Empty(_together);
    }

    [Fact]
    public async Task What_comes_while_all_turns_are_taken_goes_together()
    {
        var all = Enumerable.Range(0, SharedLookups.Turns + 10).Select(i => _lookups.FindAsync($"id-{i}", default));
        var waiting = Task.WhenAll(all.ToArray());
        Assert.Equal(SharedLookups.Turns, _alone.Count);
        Assert.Empty(_together);

        _database.SetResult();
        await waiting;
        Assert.Equal(SharedLookups.Turns, _alone.Count);
        Assert.Equal(10, _together.Sum(ids => ids.Length));
        Assert.InRange(_together.Count, 1, SharedLookups.Turns);
    }

    [Fact]
    public async Task A_statement_has_a_bound()
    {
        var all = Enumerable
            .Range(0, SharedLookups.Turns + (SharedLookups.MostTogether * 3))
            .Select(i => _lookups.FindAsync($"id-{i}", default))
            .ToArray();
        _database.SetResult();
        await Task.WhenAll(all);

        Assert.All(_together, ids => Assert.InRange(ids.Length, 1, SharedLookups.MostTogether));
    }

    [Fact]
    public async Task Behind_a_database_that_hangs_each_goes_by_itself()
    {
        var hanging = Enumerable.Range(0, SharedLookups.Turns).Select(i => _lookups.FindAsync($"id-{i}", default));
        var all = hanging.ToList();
        all.Add(_lookups.FindAsync("waits", default));
        Assert.Equal(SharedLookups.Turns, _alone.Count);

        _clock.Advance(TimeSpan.FromMilliseconds(101));
        all.Add(_lookups.FindAsync("goes", default));
        Assert.Equal("goes", _alone.Last());

        _database.SetResult();
        await Task.WhenAll(all);
        Assert.Equal("waits", Assert.Single(_together).Single());
    }

    /// <summary>A chain of quick statements is no database that hangs, however long it lasts.</summary>
    [Fact]
    public async Task Turns_that_are_handed_on_are_as_young_as_their_statement()
    {
        var rounds = Enumerable.Range(0, 10).Select(static _ => new TaskCompletionSource()).ToArray();
        var round = 0;
        var statements = 0;
        var lookups = new SharedLookups(
            async (_, _) =>
            {
                var over = rounds[Volatile.Read(ref round)].Task;
                Interlocked.Increment(ref statements);
                await over;
                return null;
            },
            async (waiting, _) =>
            {
                var over = rounds[Volatile.Read(ref round)].Task;
                Interlocked.Increment(ref statements);
                await over;
                foreach (var lookup in waiting)
                    lookup.Tell(row: null);
            },
            _clock
        );
        var all = new List<Task>();
        for (; round < rounds.Length - 1; )
        {
            // So many that each turn that is handed on has some to take along: with all of them at work, none is late.
            for (var i = 0; i < SharedLookups.Turns * (SharedLookups.MostTogether + 1); i++)
                all.Add(lookups.FindAsync("id", default));
            Assert.Equal(SharedLookups.Turns, Volatile.Read(ref statements));
            _clock.Advance(TimeSpan.FromMilliseconds(30));
            Interlocked.Exchange(ref statements, 0);
            var before = rounds[round];
            round++;
            before.SetResult();
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (Volatile.Read(ref statements) < SharedLookups.Turns)
                await Task.Delay(10, patience.Token);
        }

        rounds[^1].SetResult();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task One_that_was_given_up_does_not_free_the_place_of_the_next()
    {
        var hanging = Enumerable.Range(0, SharedLookups.Turns).Select(i => _lookups.FindAsync($"id-{i}", default));
        var all = hanging.ToList();
        _clock.Advance(TimeSpan.FromMilliseconds(101));
        var held = new TaskCompletionSource();
        _gates["holds"] = held.Task;
        var holder = _lookups.FindAsync("holds", default);
        _database.SetResult();
        await Task.WhenAll(all);

        for (var i = 0; i < SharedLookups.Turns; i++)
            _gates[$"later-{i}"] = held.Task;
        var later = Enumerable.Range(0, SharedLookups.Turns).Select(i => _lookups.FindAsync($"later-{i}", default));
        all = later.ToList();
        Assert.DoesNotContain("later-3", _alone);
        held.SetResult();
        await Task.WhenAll(all.Append(holder));
    }

    [Fact]
    public async Task No_more_wait_than_allowed()
    {
        var all = Enumerable
            .Range(0, SharedLookups.Turns + SharedLookups.MostWaiting + 5)
            .Select(i => _lookups.FindAsync($"id-{i}", default))
            .ToArray();
        Assert.Equal(SharedLookups.Turns + 5, _alone.Count);

        _database.SetResult();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task A_statement_that_fails_fails_those_in_it_and_nobody_else()
    {
        var alone = Enumerable
            .Range(0, SharedLookups.Turns)
            .Select(i => _lookups.FindAsync($"id-{i}", default))
            .ToArray();
        var together = Enumerable.Range(0, 5).Select(i => _lookups.FindAsync($"shared-{i}", default)).ToArray();
        _failure = new TimeoutException("down");
        _database.SetResult();

        await Task.WhenAll(alone);
        foreach (var lookup in together)
            Assert.Same(_failure, await Assert.ThrowsAsync<TimeoutException>(() => lookup));
        _failure = null;
        await _lookups.FindAsync("later", default);
    }

    [Fact]
    public async Task Who_leaves_does_not_take_the_others_along()
    {
        using var cancelled = new CancellationTokenSource();
        var alone = Enumerable
            .Range(0, SharedLookups.Turns)
            .Select(i => _lookups.FindAsync($"id-{i}", default))
            .ToArray();
        var leaver = _lookups.FindAsync("leaves", cancelled.Token);
        var stayer = _lookups.FindAsync("stays", default);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        _database.SetResult();
        await stayer;
        await Task.WhenAll(alone);
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_statement_that_nobody_waits_for_is_stopped()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var held = new TaskCompletionSource();
        for (var i = 1; i < SharedLookups.Turns; i++)
            _gates[$"id-{i}"] = held.Task;
        var blocked = new TaskCompletionSource();
        _gates["id-0"] = blocked.Task;
        var alone = Enumerable.Range(0, SharedLookups.Turns).Select(i => _lookups.FindAsync($"id-{i}", default));
        var all = alone.ToList();
        var leavers = new[] { _lookups.FindAsync("a", first.Token), _lookups.FindAsync("b", second.Token) };
        blocked.SetResult();
        for (var wait = 0; wait < 3000 && _together.IsEmpty; wait++)
            await Task.Delay(10);

        await first.CancelAsync();
        Assert.False(_stopped.Task.IsCompleted);
        await second.CancelAsync();
        await _stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));

        foreach (var leaver in leavers)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        held.SetResult();
        _database.SetResult();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task Who_left_before_a_statement_is_not_looked_up()
    {
        using var cancelled = new CancellationTokenSource();
        var alone = Enumerable.Range(0, SharedLookups.Turns).Select(i => _lookups.FindAsync($"id-{i}", default));
        var all = alone.ToList();
        var leaver = _lookups.FindAsync("leaves", cancelled.Token);
        all.Add(_lookups.FindAsync("stays", default));
        await cancelled.CancelAsync();
        _database.SetResult();
        await Task.WhenAll(all);

        Assert.Equal("stays", Assert.Single(Assert.Single(_together)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
    }

    /// <summary>No answer is lost, and none is of before its question, whatever the interleaving.</summary>
    [Fact]
    [Trait("Sec", "31")]
    public async Task Nobody_waits_for_ever_and_nobody_hears_the_past()
    {
        const int workers = 32;
        const int each = 2000;
        long written = 0;
        var lookups = new SharedLookups(
            async (_, _) =>
            {
                var seen = Volatile.Read(ref written);
                await Task.Yield();
                return Version(seen);
            },
            async (waiting, _) =>
            {
                var seen = Volatile.Read(ref written);
                await Task.Yield();
                foreach (var lookup in waiting)
                    lookup.Tell(Row(seen));
            },
            TimeProvider.System
        );

        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => AskAsync(worker))))
            .WaitAsync(TimeSpan.FromMinutes(5));

        async Task AskAsync(int worker)
        {
            for (var i = 0; i < each; i++)
            {
                var before = Interlocked.Increment(ref written);
                var answer = await lookups.FindAsync($"id-{worker}", default);
                Assert.True(answer!.Version >= before, "The answer is older than the question.");
            }
        }
    }

    private static SessionRecord Version(long version) =>
        SessionSamples.Create("alice", Moments.Start) with
        {
            Version = version,
        };

    private static SessionEntity Row(long version)
    {
        var row = new SessionEntity();
        SessionEntityConverter.Write(Version(version), row);
        row.Version = version;
        return row;
    }

    private async Task<SessionRecord?> FindOneAsync(string id, CancellationToken cancellationToken)
    {
        _alone.Enqueue(id);
        await _gates.GetValueOrDefault(id, _database.Task);
        return null;
    }

    private async Task FindManyAsync(IReadOnlyList<SharedLookup> lookups, CancellationToken cancellationToken)
    {
        _together.Enqueue([.. lookups.Select(lookup => lookup.Id)]);
        cancellationToken.Register(_stopped.SetResult);
        await _database.Task;
        if (_failure is not null)
            throw _failure;
        foreach (var lookup in lookups)
            lookup.Tell(row: null);
    }
}
