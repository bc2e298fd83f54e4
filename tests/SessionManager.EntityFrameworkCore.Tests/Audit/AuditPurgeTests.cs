using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>What a purge leaves can still be verified, whoever else is at work.</summary>
[Trait("Req", "3.12")]
public abstract class AuditPurgeTests : AuditTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Old_rows_go_and_the_rest_is_verified(int batch)
    {
        var node = Node();
        await node.WriteAsync(Events(1, 10));
        await Node("node-b").WriteAsync(Events(6, 5));

        Assert.Equal(7, await node.Trail.PurgeAsync(Start.AddMinutes(7), batch));

        Assert.Equal([7, 8, 9, 10, 2, 3, 4, 5], (await Database.RowsAsync()).Select(static row => row.Sequence));
        Assert.Equal("", await node.VerifyAsync());
        Assert.Equal(0, await node.Trail.PurgeAsync(Start.AddMinutes(7), batch));

        await node.WriteAsync(Events(11, 2));
        await Database.ExecuteAsync("DELETE FROM session_audit WHERE sequence = 7 AND node_id = 'node-a'");
        Assert.Equal($"{NodeName}: Missing 7", await node.VerifyAsync());
    }

    /// <summary>Only the beginning of a chain can go: an old row among younger ones waits for them.</summary>
    [Fact]
    public async Task A_purge_stops_at_the_first_young_row()
    {
        var node = Node();
        await node.WriteAsync(Event(1), Event(9), Event(2), Event(3));

        Assert.Equal(1, await node.Trail.PurgeAsync(Start.AddMinutes(5)));
        Assert.Equal([2, 3, 4], (await Database.RowsAsync()).Select(static row => row.Sequence));
        Assert.Equal("", await node.VerifyAsync());
    }

    /// <summary>The record goes with the last row, or every start of a process would leave one for ever.</summary>
    [Fact]
    public async Task A_chain_that_is_all_old_goes_with_its_record_and_its_writer_goes_on()
    {
        var node = Node();
        await node.WriteAsync(Events(1, 5));

        Assert.Equal(5, await node.Trail.PurgeAsync(Start.AddDays(1), 2));
        Assert.Empty(await Database.ChainsAsync());
        Assert.Equal("", await node.VerifyAsync());

        await node.WriteAsync(Events(6, 2));
        await node.WriteAsync(Events(8, 1));
        Assert.Equal([6, 7, 8], (await Database.RowsAsync()).Select(static row => row.Sequence));
        Assert.Equal("", await node.VerifyAsync());
        Assert.DoesNotContain("SessionAuditChainChanged", node.Logs.Text);
        Assert.DoesNotContain("SessionAuditNodeShared", node.Logs.Text);
    }

    [Fact]
    public async Task A_writer_goes_on_behind_a_purge()
    {
        var node = Node();
        await node.WriteAsync(Events(1, 5));
        await node.Trail.PurgeAsync(Start.AddMinutes(4));
        await node.WriteAsync(Events(6, 2));

        Assert.Equal([4, 5, 6, 7], (await Database.RowsAsync()).Select(static row => row.Sequence));
        Assert.Equal("", await node.VerifyAsync());
        Assert.DoesNotContain("SessionAuditNodeShared", node.Logs.Text);
    }

    [Fact]
    public async Task Purges_writers_and_verifications_at_once_do_not_disturb_each_other()
    {
        var nodes = new[] { Node(), Node("node-b") };
        await Task.WhenAll(nodes.Select(static node => node.WriteAsync(Events(1, 300))));
        var found = new List<string>();

        var purges = Enumerable
            .Range(0, 3)
            .Select(number => nodes[number % 2].Trail.PurgeAsync(Start.AddMinutes(201), 7))
            .ToList();
        var writes = nodes
            .Select(static async node =>
            {
                for (var batch = 0; batch < 20; batch++)
                    await node.WriteAsync(Events(301 + (batch * 5), 5));
            })
            .ToList();
        var all = Task.WhenAll([.. purges, .. writes]);
        do found.Add(await nodes[0].VerifyAsync());
        while (!all.IsCompleted);
        await all;

        Assert.Equal("", await nodes[0].VerifyAsync());
        Assert.All(found, static one => Assert.Equal("", one));
        Assert.Equal(400, (await Task.WhenAll(purges)).Sum());
        foreach (var chain in (await Database.RowsAsync()).GroupBy(static row => row.NodeId))
            Assert.Equal(
                Enumerable.Range(201, 200).Select(static n => (long)n),
                chain.Select(static row => row.Sequence)
            );
    }

    [Fact]
    public async Task A_purge_that_was_cancelled_or_failed_goes_on_later()
    {
        var failure = new DeleteFailure { Left = 3 };
        var node = Node(interceptors: failure);
        await node.WriteAsync(Events(1, 10));

        await Assert.ThrowsAsync<SessionManager.Storage.SessionStorageException>(() => Purge(default));
        Assert.Equal([5, 6, 7, 8, 9, 10], (await Database.RowsAsync()).Select(static row => row.Sequence));
        Assert.Equal("", await node.VerifyAsync());

        using var stop = new CancellationTokenSource();
        (failure.Left, failure.Stop) = (2, stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Purge(stop.Token));
        Assert.Equal([7, 8, 9, 10], (await Database.RowsAsync()).Select(static row => row.Sequence));
        Assert.Equal("", await node.VerifyAsync());

        Assert.Equal(3, await Purge(default));
        Assert.Equal("", await node.VerifyAsync());

        Task<long> Purge(CancellationToken cancel) => node.Trail.PurgeAsync(Start.AddMinutes(10), 2, cancel);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_001)]
    public async Task A_batch_out_of_range_is_refused(int batch)
    {
        var node = Node();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => node.Trail.PurgeAsync(Start, batch));
    }

    /// <summary>Fails or cancels a purge before a delete of rows, once so many have begun.</summary>
    private sealed class DeleteFailure : DbCommandInterceptor
    {
        public int Left { get; set; }

        public CancellationTokenSource? Stop { get; set; }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            if (!command.CommandText.StartsWith("DELETE", StringComparison.Ordinal) || --Left != 0)
                return new(result);
            if (Stop is null)
                throw new IOException("the connection is gone");
            Stop.Cancel();
            throw new OperationCanceledException(Stop.Token);
        }
    }
}

public sealed class SqliteAuditPurgeTests : AuditPurgeTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.SqliteAsync();
}

public sealed class PostgresAuditPurgeTests : AuditPurgeTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.PostgresAsync();
}
