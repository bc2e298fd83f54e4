using SessionManager.Storage;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.Core.Tests.Storage.DistributedCache;

/// <summary>
/// Two processes over one cache, made to cross at the one moment that matters: what then holds, and what does not.
/// </summary>
public sealed class TwoProcessesTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly StrictDistributedCache _cache;
    private readonly CacheNode _one;
    private readonly CacheNode _other;

    public TwoProcessesTests()
    {
        _cache = new StrictDistributedCache(_clock);
        _one = new CacheNode(_cache, _clock);
        _other = new CacheNode(_cache, _clock);
    }

    [Theory]
    [InlineData("touch", "terminate")]
    [InlineData("touch", "terminate all")]
    [InlineData("touch", "evict")]
    [InlineData("replace", "terminate")]
    [InlineData("replace", "terminate all")]
    [InlineData("replace", "evict")]
    [Trait("Sec", "19")]
    public async Task A_write_that_crosses_with_an_end_puts_the_end_back(string write, string end)
    {
        var record = await _one.OpenAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        SessionRecord? ended = null;
        Once("set", $"sm:s:{record.Session.Id}", async () => ended = await EndAsync(end, record));

        Assert.False(await WriteAsync(write, record));

        Assert.NotNull(ended);
        SessionRecordAssert.Same(ended, await _one.FindAsync(record));
    }

    [Theory]
    [InlineData("touch")]
    [InlineData("replace")]
    [Trait("Sec", "19")]
    public async Task A_write_that_crosses_with_an_erasure_brings_nothing_back(string write)
    {
        var record = await _one.OpenAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Once("set", $"sm:s:{record.Session.Id}", async () => await _other.Storage.EraseUserAsync("alice", default));

        Assert.False(await WriteAsync(write, record));

        Assert.Null(await _one.FindAsync(record));
    }

    [Fact]
    [Trait("Sec", "19")]
    public async Task An_end_that_a_newer_version_wrote_is_an_end()
    {
        var record = await _one.OpenAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _cache[$"sm:e:{record.Session.Id}"] = """{"v":2,"what":"ever"}"""u8.ToArray();

        Assert.False(await _one.TouchAsync(record));

        Assert.Null(await _one.FindAsync(record));
    }

    [Theory]
    [InlineData("sm:m:")]
    [InlineData("sm:u:")]
    [InlineData("sm:s:")]
    [Trait("Sec", "20")]
    public async Task A_sign_in_that_crosses_with_the_end_of_all_comes_too_late_or_is_ended(string beforeWhich)
    {
        var record = SessionSamples.Create("alice", _one.Now);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Once(
            beforeWhich == "sm:m:" ? "get" : "set",
            beforeWhich,
            async () => await _other.Storage.TerminateAllAsync("alice", null, _other.Ending, default)
        );

        Assert.Equal(SessionInsertOutcome.Superseded, await _one.SignInAsync(record));

        Assert.Null(await _one.FindAsync(record));
        Assert.Empty(await _one.LiveAsync());
    }

    /// <summary>The other has read the list before this one writes it, and writes it after: this one looks again.</summary>
    [Fact]
    public async Task A_list_that_was_overwritten_during_a_sign_in_has_both()
    {
        var first = SessionSamples.Create("alice", _one.Now);
        var (read, written) = (new TaskCompletionSource(), new TaskCompletionSource());
        Once(
            "set",
            "sm:u:",
            async () =>
            {
                read.SetResult();
                await written.Task;
            }
        );
        var signingIn = _other.OpenAsync();
        await read.Task;
        SessionRecord? second = null;
        Once(
            "set",
            "sm:s:",
            async () =>
            {
                written.SetResult();
                second = await signingIn;
            }
        );

        Assert.Equal(SessionInsertOutcome.Inserted, await _one.SignInAsync(first));

        Assert.Equal(
            new[] { first.Session.Id, second!.Session.Id }.Order(),
            (await _other.LiveAsync()).Select(static session => session.Id).Order()
        );
    }

    [Fact]
    [Trait("Sec", "20")]
    public async Task A_session_that_its_list_lost_is_listed_again_when_it_is_used()
    {
        var record = await LostAsync();

        Assert.True(await _one.TouchAsync(record));

        Assert.Single(await _other.Storage.TerminateAllAsync("alice", null, _other.Ending, default));
    }

    [Theory]
    [InlineData("touch")]
    [InlineData("replace")]
    [Trait("Sec", "20")]
    public async Task A_session_that_the_end_of_all_missed_ends_when_it_is_used(string write)
    {
        var record = await LostAsync();
        var end = _other.Ending;
        Assert.Empty(await _other.Storage.TerminateAllAsync("alice", null, end, default));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await WriteAsync(write, record));

        Assert.Equal(end, (await _one.FindAsync(record))?.Session.Termination);
    }

    /// <summary>Not promised: nothing in such a cache lets a process count and write in one step.</summary>
    [Fact]
    public async Task Simultaneous_sign_ins_may_pass_the_limit()
    {
        var limit = new SessionLimit(1, SessionLimitAction.Reject);
        SessionInsertOutcome? crossed = null;
        Once(
            "set",
            "sm:u:",
            async () => crossed = await _other.SignInAsync(SessionSamples.Create("alice", _other.Now), limit)
        );

        var outcome = await _one.SignInAsync(SessionSamples.Create("alice", _one.Now), limit);

        Assert.Equal((SessionInsertOutcome.Inserted, SessionInsertOutcome.Inserted), (outcome, crossed));
        Assert.Equal(2, _cache.Keys.Count(static key => key.StartsWith("sm:s:", StringComparison.Ordinal)));
    }

    /// <summary>Not promised: nothing in such a cache compares before it writes.</summary>
    [Fact]
    public async Task Of_two_simultaneous_changes_one_may_be_lost()
    {
        var record = await _one.OpenAsync();
        var crossed = false;
        Once("set", "sm:s:", async () => crossed = await ReplaceAsync(_other, record, "lost"));

        var done = await ReplaceAsync(_one, record, "kept");

        Assert.Equal((true, true), (done, crossed));
        Assert.Equal("kept", (await _other.FindAsync(record))?.Session.UserName);
    }

    [Fact]
    public void The_storage_says_that_it_promises_none_of_this() =>
        Assert.Equal(SessionStorageGuarantees.None, _one.Storage.Guarantees);

    /// <summary>Does something before the first such call, and nothing before those that this causes.</summary>
    private void Once(string operation, string keyPrefix, Func<Task> act) =>
        _cache.Before = async (called, key) =>
        {
            if (called != operation || !key.StartsWith(keyPrefix, StringComparison.Ordinal))
                return;
            _cache.Before = null;
            await act();
        };

    /// <summary>A session, in use for a minute, that is not in its user's list.</summary>
    private async Task<SessionRecord> LostAsync()
    {
        var record = await _one.OpenAsync();
        _cache[_cache.Keys.Single(static key => key.StartsWith("sm:u:", StringComparison.Ordinal))] = null;
        Assert.Empty(await _one.LiveAsync());
        _clock.Advance(TimeSpan.FromMinutes(1));
        return record;
    }

    private async Task<bool> WriteAsync(string write, SessionRecord record) =>
        write == "touch" ? await _one.TouchAsync(record) : await ReplaceAsync(_one, record, "changed");

    private static async Task<bool> ReplaceAsync(CacheNode node, SessionRecord record, string name)
    {
        var next = record with { Session = record.Session with { UserName = name } };
        return await node.Storage.ReplaceAsync(next, record.Version, node.Now, default);
    }

    private async Task<SessionRecord?> EndAsync(string how, SessionRecord record)
    {
        var next = SessionSamples.Create("alice", _other.Now);
        var limit = new SessionLimit(1, SessionLimitAction.EvictOldest);
        return how switch
        {
            "terminate" => await _other.Storage.TerminateAsync(record.Session.Id, _other.Ending, default),
            "evict" => (await _other.Storage.InsertAsync(next, limit, default)).Evicted.Single(),
            _ => (await _other.Storage.TerminateAllAsync("alice", null, _other.Ending, default)).Single(),
        };
    }
}
