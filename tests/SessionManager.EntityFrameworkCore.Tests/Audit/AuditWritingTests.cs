using System.Transactions;
using SessionManager.Audit;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>Whatever happens to a write, the chain has every event once, in order.</summary>
[Trait("Req", "3.12")]
[Trait("Sec", "35")]
public abstract class AuditWritingTests : AuditTests
{
    private static IOException Lost => new("the connection is gone");

    [Fact]
    public async Task A_new_chain_begins_at_one()
    {
        await Node().WriteAsync(Events(1, 3));

        var rows = await Database.RowsAsync();
        var chain = Assert.Single(await Database.ChainsAsync());
        Assert.Equal([1, 2, 3], rows.Select(static row => row.Sequence));
        Assert.Equal(new byte[32], rows[0].PreviousHash);
        Assert.Equal(new byte[32], chain.AnchorHash);
        Assert.Equal((1, 3), (chain.FirstSequence, chain.LastSequence));
        Assert.Equal(rows[2].Hash, chain.LastHash);
        Assert.All(rows, static row => Assert.Equal(DateTimeKind.Utc, row.At.Kind));
        Assert.Equal("terminated", rows[0].Event);
        Assert.Equal("""{"number":"1"}""", rows[0].Details);
    }

    [Fact]
    public async Task Every_process_begins_a_chain_of_its_own()
    {
        var (first, second) = (Node(name: null), Node(name: null));
        await first.WriteAsync(Events(1, 2));
        await second.WriteAsync(Events(3, 2));

        Assert.NotEqual(first.Backend.NodeId, second.Backend.NodeId);
        Assert.InRange(first.Backend.NodeId.Length, 17, 64);
        Assert.Equal(2, (await Database.ChainsAsync()).Count);
        Assert.Equal("", await first.VerifyAsync());
    }

    [Fact]
    public async Task A_named_node_goes_on_after_a_restart()
    {
        await Node().WriteAsync(Events(1, 2));
        var restarted = Node();
        await restarted.WriteAsync(Events(3, 2));
        await restarted.WriteAsync(Events(5, 1));

        Assert.Equal([1, 2, 3, 4, 5], (await Database.RowsAsync()).Select(static row => row.Sequence));
        Assert.Equal("", await restarted.VerifyAsync());
        Assert.DoesNotContain("SessionAuditChainChanged", restarted.Logs.Text);
        Assert.DoesNotContain("SessionAuditNodeShared", restarted.Logs.Text);
    }

    [Fact]
    public async Task Nodes_at_once_each_have_a_whole_chain()
    {
        var nodes = Enumerable.Range(0, 3).Select(number => Node($"node-{number}")).ToArray();

        await Task.WhenAll(nodes.Select(static (node, index) => WriteManyAsync(node, index * 1000)));

        var rows = await Database.RowsAsync();
        Assert.Equal(3 * 30, rows.Count);
        Assert.All(
            rows.GroupBy(static row => row.NodeId),
            static chain =>
                Assert.Equal(Enumerable.Range(1, 30).Select(static n => (long)n), chain.Select(r => r.Sequence))
        );
        Assert.Equal("", await nodes[0].VerifyAsync());
    }

    /// <summary>A mistake of the host's: slow, and told, but no event is lost or written twice and the chain does not fork.</summary>
    [Fact]
    public async Task Two_processes_with_one_name_share_the_chain()
    {
        var (first, second) = (Node(), Node());

        await Task.WhenAll(WriteManyAsync(first, 1000), WriteManyAsync(second, 2000));

        var rows = await Database.RowsAsync();
        Assert.Equal(Enumerable.Range(1, 60).Select(static n => (long)n), rows.Select(static row => row.Sequence));
        Assert.Equal(60, rows.Select(static row => row.Details).Distinct().Count());
        Assert.Equal("", await first.VerifyAsync());

        await first.WriteAsync(Event(1));
        await second.WriteAsync(Event(2));
        Assert.Contains("SessionAuditNodeShared", second.Logs.Text);
        Assert.Equal("", await first.VerifyAsync());
    }

    [Fact]
    public async Task A_batch_that_was_committed_after_all_is_not_written_twice()
    {
        var failure = new CommitFailure();
        var node = Node(interceptors: failure);
        await node.WriteAsync(Events(1, 2));
        var batch = Events(3, 2);

        failure.AfterNext(Lost);
        await Assert.ThrowsAsync<SessionStorageException>(() => node.WriteAsync(batch));
        await node.WriteAsync(Events(5, 1));
        await node.WriteAsync(batch);
        await node.WriteAsync(Events(6, 1));

        Assert.Equal([1, 2, 3, 4, 5, 6], await NumbersAsync());
        Assert.Equal("", await node.VerifyAsync());
        Assert.Contains("SessionAuditWrittenBefore", node.Logs.Text);
        Assert.DoesNotContain("SessionAuditNodeShared", node.Logs.Text);
    }

    [Fact]
    public async Task The_very_first_batch_is_not_written_twice_either()
    {
        var failure = new CommitFailure();
        var node = Node(interceptors: failure);
        var batch = Events(1, 2);

        failure.AfterNext(Lost);
        await Assert.ThrowsAsync<SessionStorageException>(() => node.WriteAsync(batch));
        await node.WriteAsync(batch);

        Assert.Equal([1, 2], await NumbersAsync());
        Assert.Equal("", await node.VerifyAsync());
    }

    [Fact]
    public async Task A_batch_that_was_not_committed_is_written_again()
    {
        var failure = new CommitFailure();
        var node = Node(interceptors: failure);
        var batch = Events(1, 2);

        failure.BeforeNext(Lost);
        await Assert.ThrowsAsync<SessionStorageException>(() => node.WriteAsync(batch));
        Assert.Empty(await Database.RowsAsync());
        await node.WriteAsync(batch);
        failure.BeforeNext(Lost);
        await Assert.ThrowsAsync<SessionStorageException>(() => node.WriteAsync(Events(3, 1)));
        await node.WriteAsync(Events(3, 2));

        Assert.Equal([1, 2, 3, 4], await NumbersAsync());
        Assert.Equal("", await node.VerifyAsync());
    }

    /// <summary>Only what failed is taken for written: an event that is reported twice is two events.</summary>
    [Fact]
    public async Task Equal_batches_that_succeed_are_each_written()
    {
        var node = Node();
        var batch = Events(1, 2);
        await node.WriteAsync(batch);
        await node.WriteAsync(batch);

        Assert.Equal([1, 2, 1, 2], await NumbersAsync());
        Assert.Equal("", await node.VerifyAsync());
    }

    [Fact]
    public async Task What_the_caller_rolls_back_stays_told()
    {
        var node = Node();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
            await node.WriteAsync(Events(1, 2));

        Assert.Equal([1, 2], await NumbersAsync());
    }

    [Fact]
    public async Task Text_that_no_database_takes_is_replaced()
    {
        var node = Node();
        foreach (var text in new[] { "a\0b", "a\uD83Db", "a\uDE00b" })
            await node.WriteAsync(Wherever(text));

        const string stored = "a\uFFFDb";
        foreach (var row in await Database.RowsAsync())
        {
            Assert.All(
                new[] { row.UserId, row.Actor, row.Reason, row.IpAddress, row.UserAgent },
                static text => Assert.Equal(stored, text)
            );
            Assert.Equal(stored, AuditDetails.Read(row.Details)[stored]);
        }

        Assert.Equal("", await node.VerifyAsync());
    }

    [Fact]
    public async Task Text_that_is_too_long_is_cut_between_characters()
    {
        var node = Node();
        await node.WriteAsync(
            Wherever(new string('a', 2000)),
            Wherever("a" + string.Concat(Enumerable.Repeat("😀", 1000)))
        );

        var rows = await Database.RowsAsync();
        Assert.Equal([256, 256, 256, 45, 512], Lengths(rows[0]));
        Assert.Equal([255, 255, 255, 45, 511], Lengths(rows[1]));
        Assert.DoesNotContain("\uFFFD", rows[1].UserAgent!);
        Assert.Equal("", await node.VerifyAsync());
        var page = await node.Trail.QueryAsync(new() { UserId = new string('a', 2000) });
        Assert.Equal(1, Assert.Single(page.Items).Sequence);
    }

    [Fact]
    public async Task Times_finer_than_a_microsecond_are_cut()
    {
        var node = Node();
        await node.WriteAsync(Event(1) with { At = Start.AddTicks(19) });

        Assert.Equal(10, Assert.Single(await Database.RowsAsync()).At.Ticks - Start.Ticks);
        Assert.Equal("", await node.VerifyAsync());
    }

    [Fact]
    public async Task Details_are_the_same_text_in_whatever_order_they_come()
    {
        var node = Node();
        await node.WriteAsync(
            Event(1) with
            {
                Details = new Dictionary<string, string>
                {
                    ["b"] = "2",
                    ["a"] = "1",
                    ["B"] = "3",
                },
            }
        );

        Assert.Equal("""{"B":"3","a":"1","b":"2"}""", Assert.Single(await Database.RowsAsync()).Details);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_writes_nothing()
    {
        var node = Node();
        using var stop = new CancellationTokenSource();
        var writes = Enumerable
            .Range(0, 20)
            .Select(number => node.Backend.WriteAsync(Events(number * 10, 10), stop.Token).AsTask())
            .ToArray();
        await writes[0];
        await stop.CancelAsync();
        var outcomes = await Task.WhenAll(
            writes.Select(static write => write.ContinueWith(static t => t.Status, TaskScheduler.Default))
        );

        var done = outcomes.Count(static status => status == TaskStatus.RanToCompletion);
        Assert.Equal(outcomes.Length - done, outcomes.Count(static status => status == TaskStatus.Canceled));
        Assert.Equal(done * 10, (await Database.RowsAsync()).Count);
        await node.WriteAsync(Events(900, 1));
        Assert.Equal("", await node.VerifyAsync());
    }

    [Fact]
    public async Task Exceptions_tell_no_hash_and_no_key()
    {
        var key = Enumerable.Repeat((byte)0xAB, 32).ToArray();
        var node = Node(key: key);
        await node.WriteAsync(Events(1, 1));
        var hash = Convert.ToHexString((await Database.RowsAsync())[0].Hash);
        await Database.ExecuteAsync("ALTER TABLE session_audit RENAME TO elsewhere");

        var text = (await Assert.ThrowsAsync<SessionStorageException>(() => node.WriteAsync(Events(2, 1)))).ToString();
        text += (await Assert.ThrowsAsync<SessionStorageException>(() => node.Trail.VerifyAsync())).ToString();
        text += (await Assert.ThrowsAsync<SessionStorageException>(() => node.Trail.PurgeAsync(Start))).ToString();
        text += (await Assert.ThrowsAsync<SessionStorageException>(() => node.Trail.QueryAsync(new()))).ToString();

        text += node.Logs.Text;
        Assert.DoesNotContain(hash, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexString(key), text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(key), text, StringComparison.Ordinal);
    }

    protected async Task<IEnumerable<int>> NumbersAsync() =>
        (await Database.RowsAsync()).Select(static row => int.Parse(AuditDetails.Read(row.Details)["number"]));

    private static int[] Lengths(SessionAuditEntry row) =>
        [row.UserId!.Length, row.Actor.Length, row.Reason!.Length, row.IpAddress!.Length, row.UserAgent!.Length];

    private static async Task WriteManyAsync(AuditNode node, int first)
    {
        for (var batch = 0; batch < 10; batch++)
        {
            await node.WriteAsync(Events(first + (batch * 3), 3));
            await Task.Yield();
        }
    }

    private static SessionAuditEvent Wherever(string text) =>
        Event(1) with
        {
            UserId = text,
            Actor = text,
            Reason = text,
            IpAddress = text,
            UserAgent = text,
            Details = new Dictionary<string, string> { [text] = text },
        };
}

public sealed class SqliteAuditWritingTests : AuditWritingTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.SqliteAsync();
}

public sealed class PostgresAuditWritingTests : AuditWritingTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.PostgresAsync();
}
