using SessionManager.Core.Tests.Fixtures;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Testing.Storage;
using SessionManager.Testing.Storage.Tiered;

namespace SessionManager.Core.Tests.Storage.Tiered;

/// <summary>Each step of one node with all of another's work before it.</summary>
[Trait("Sec", "18")]
[Trait("Sec", "19")]
public sealed class TieredRaceTests : IAsyncDisposable
{
    private readonly TwoNodes _nodes = new();

    public static TheoryData<StorageOperation> All => Writes.All;

    /// <summary>A reader has read what was, and a writer comes and goes before the reader fills.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public async Task A_reader_does_not_fill_what_a_write_has_overtaken(StorageOperation write)
    {
        var record = await _nodes.OpenAsync(copied: false);
        var wrote = false;
        _nodes.FastOfA.Before = async step =>
        {
            if (step == FastTierStep.Fill && !wrote)
            {
                wrote = true;
                await Writes.DoAsync(_nodes.B, write, record, _nodes);
            }
        };

        SessionRecordAssert.Same(record, await _nodes.A.FindAsync(record.Session.Id, default));

        Assert.True(wrote);
        await _nodes.AssertTruthAsync(record);
    }

    /// <summary>The same right after the reader has read: its lease is older than that.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public async Task A_lease_is_taken_before_the_reading(StorageOperation write)
    {
        var record = await _nodes.OpenAsync(copied: false);
        using var rule = _nodes.DurableOfA.After(
            StorageOperation.Find,
            async _ => await Writes.DoAsync(_nodes.B, write, record, _nodes)
        );

        SessionRecordAssert.Same(record, await _nodes.A.FindAsync(record.Session.Id, default));

        Assert.Equal(1, rule.Hits);
        await _nodes.AssertTruthAsync(record);
    }

    /// <summary>The same, where the writer cannot reach the fast tier to begin.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public async Task An_end_alone_is_enough_for_that(StorageOperation write)
    {
        var record = await _nodes.OpenAsync(copied: false);
        _nodes.FastOfB.Fail(FastTierStep.Begin);
        _nodes.FastOfA.Before = async step =>
        {
            _nodes.FastOfA.Before = step == FastTierStep.Fill ? null : _nodes.FastOfA.Before;
            if (step == FastTierStep.Fill)
                await Writes.DoAsync(_nodes.B, write, record, _nodes);
        };

        await _nodes.A.FindAsync(record.Session.Id, default);

        Assert.Null(_nodes.FastOfA.Before);
        await _nodes.AssertTruthAsync(record);
    }

    /// <summary>A sign-in holds a lease for its session while all sessions of the user are ended.</summary>
    [Theory]
    [InlineData(StorageOperation.TerminateAll)]
    [InlineData(StorageOperation.EraseUser)]
    [InlineData(StorageOperation.Insert)]
    public async Task A_new_session_is_not_copied_over_its_end(StorageOperation write)
    {
        var record = SessionSamples.Create("alice", _nodes.Now);
        _nodes.DurableOfA.After(
            StorageOperation.Insert,
            async _ => await Writes.DoAsync(_nodes.B, write, record, _nodes)
        );

        await _nodes.A.InsertAsync(record, SessionLimit.None, default);

        Assert.False(_nodes.Tier.HasCopy(record.Session.Id));
        await _nodes.AssertTruthAsync(record);
    }

    /// <summary>
    /// A node dies (it hangs for ever) before or after its write in the durable storage: what others find is what that
    /// has, at once and until the marks are gone, and then too.
    /// </summary>
    [Theory]
    [MemberData(nameof(All))]
    public async Task A_node_that_dies_leaves_no_older_copy(StorageOperation write)
    {
        foreach (var moment in Enum.GetValues<StorageMoment>())
        {
            var record = await _nodes.OpenAsync();
            using var dead = _nodes.DurableOfA.Hold(write, moment, times: 1);
            var writing = Writes.DoAsync(_nodes.A, write, record, _nodes);
            await dead.Reached;
            var truth = await _nodes.Durable.FindAsync(record.Session.Id, default);
            Assert.Equal(moment == StorageMoment.Before, Equals(truth?.Version, record.Version));

            await _nodes.AssertTruthAsync(record);
            Assert.False(_nodes.Tier.HasCopy(record.Session.Id));
            _nodes.Clock.Advance(_nodes.Tier.MaxAge + TimeSpan.FromMinutes(1));
            await _nodes.AssertTruthAsync(record);
            Assert.False(writing.IsCompleted);

            // It only hung after all. Waited for, or it would meet the rule of the next round in that one's place.
            dead.Release();
            await writing;
            await _nodes.AssertTruthAsync(record);

            await _nodes.Durable.EraseUserAsync("alice", default);
            _nodes.Tier.LoseAll();
        }
    }

    /// <summary>The node that begins cannot reach the fast tier, and dies: a copy may live for its maximum age.</summary>
    [Fact]
    public async Task An_unmarked_write_that_dies_is_noticed_within_the_maximum_age()
    {
        var record = await _nodes.OpenAsync();
        _nodes.FastOfA.Fail(FastTierStep.Begin);
        using var dead = _nodes.DurableOfA.Hold(StorageOperation.Terminate, StorageMoment.After);
        _ = _nodes.A.TerminateAsync(record.Session.Id, _nodes.Ending(), default).AsTask();
        await dead.Reached;

        _nodes.Clock.Advance(_nodes.Tier.MaxAge);

        await _nodes.AssertTruthAsync(record);
    }

    /// <summary>The fast tier forgets at the worst moments: once the write has returned, nobody finds what was before.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public async Task A_fast_tier_that_forgets_does_no_harm(StorageOperation write)
    {
        foreach (var moment in Enum.GetValues<StorageMoment>())
        {
            var record = await _nodes.OpenAsync();
            using var rule =
                moment == StorageMoment.Before
                    ? _nodes.DurableOfA.Before(write, Forget)
                    : _nodes.DurableOfA.After(write, Forget);

            async ValueTask Forget(CancellationToken token)
            {
                _nodes.Tier.LoseAll();
                await _nodes.B.FindAsync(record.Session.Id, token);
            }

            await Writes.DoAsync(_nodes.A, write, record, _nodes);

            Assert.Equal(1, rule.Hits);
            await _nodes.AssertTruthAsync(record);
            await _nodes.Durable.EraseUserAsync("alice", default);
            _nodes.Tier.LoseAll();
        }
    }

    /// <summary>
    /// Two writers and their three steps each, in all twenty orders, with a reader on each node after every step: nobody
    /// ever finds anything but what is stored.
    /// </summary>
    [Theory]
    [InlineData(StorageOperation.Terminate, StorageOperation.Replace)]
    [InlineData(StorageOperation.Terminate, StorageOperation.TerminateAll)]
    [InlineData(StorageOperation.TerminateAll, StorageOperation.Insert)]
    [InlineData(StorageOperation.Replace, StorageOperation.Touch)]
    [InlineData(StorageOperation.EraseUser, StorageOperation.Insert)]
    [InlineData(StorageOperation.TerminateAll, StorageOperation.TerminateAll)]
    public async Task Two_writers_at_once(StorageOperation first, StorageOperation second)
    {
        var orders = Orders(3, 3).ToList();
        Assert.Equal(20, orders.Count);
        foreach (var order in orders)
        {
            await using var nodes = new TwoNodes();
            var record = await nodes.OpenAsync();
            var writers = new[]
            {
                new SteppedWriter(nodes, nodes.FastOfA, nodes.DurableOfA, nodes.A, first, record),
                new SteppedWriter(nodes, nodes.FastOfB, nodes.DurableOfB, nodes.B, second, record),
            };
            foreach (var writer in order)
            {
                await writers[writer].StepAsync();
                await nodes.AssertTruthAsync(record);
            }

            await Task.WhenAll(writers.Select(static writer => writer.Done)).WaitAsync(Patience.Limit);
            await nodes.AssertTruthAsync(record);
            Assert.False(nodes.Tier.IsMarked(record.Session.Id));
        }
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    private static IEnumerable<int[]> Orders(int first, int second)
    {
        if (first == 0 && second == 0)
            yield return [];
        if (first > 0)
        {
            foreach (var rest in Orders(first - 1, second))
                yield return [0, .. rest];
        }

        if (second > 0)
        {
            foreach (var rest in Orders(first, second - 1))
                yield return [1, .. rest];
        }
    }

    /// <summary>A write that stops before its begin, its work and its end until it is told to go on.</summary>
    private sealed class SteppedWriter
    {
        private readonly TaskCompletionSource[] _reached = [Patience.Signal(), Patience.Signal(), Patience.Signal()];
        private readonly TaskCompletionSource[] _go = [Patience.Signal(), Patience.Signal(), Patience.Signal()];
        private int _next;

        public SteppedWriter(
            TwoNodes nodes,
            FaultInjectingFastTier fast,
            FaultInjectingSessionStorage durable,
            ISessionStorage storage,
            StorageOperation write,
            SessionRecord record
        )
        {
            fast.Before = step =>
                step switch
                {
                    FastTierStep.Begin => StopAsync(0),
                    FastTierStep.End => StopAsync(2),
                    _ => ValueTask.CompletedTask,
                };
            durable.Before(write, _ => StopAsync(1));
            Done = Writes.DoAsync(storage, write, record, nodes);
        }

        public Task Done { get; }

        /// <summary>Does the next step, until the one after it is about to begin.</summary>
        public async Task StepAsync()
        {
            await _reached[_next].Task.WaitAsync(Patience.Limit);
            _go[_next].SetResult();
            _next++;
            await (_next < _reached.Length ? _reached[_next].Task : Done).WaitAsync(Patience.Limit);
        }

        private async ValueTask StopAsync(int step)
        {
            _reached[step].TrySetResult();
            await _go[step].Task;
        }
    }
}
