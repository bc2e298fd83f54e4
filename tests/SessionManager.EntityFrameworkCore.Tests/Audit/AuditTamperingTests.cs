using Microsoft.EntityFrameworkCore;
using SessionManager.Audit.Trail;
using SessionManager.EntityFrameworkCore.Audit;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>Whatever somebody with access to the database does to the trail is found, and where.</summary>
[Trait("Req", "3.12")]
[Trait("Sec", "35")]
public abstract class AuditTamperingTests : AuditTests
{
    private static readonly byte[] _key = [.. Enumerable.Range(1, 32).Select(static number => (byte)number)];

    public static TheoryData<string, string> Statements =>
        new()
        {
            // A row was changed.
            {
                "UPDATE session_audit SET at = (SELECT at FROM session_audit WHERE sequence = 9) WHERE sequence = 3",
                "Altered 3"
            },
            { "UPDATE session_audit SET event = 'created' WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET session_id = NULL WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET user_id = 'mallory' WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET user_id = NULL, actor = 'alice' WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET actor = 'system' WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET reason = NULL WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET reason = '' WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET ip_address = '::1' WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET user_agent = 'Mozilla/5' WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET details = NULL WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET reason = user_agent, user_agent = reason WHERE sequence = 10", "Altered 10" },
            { "UPDATE session_audit SET hash = previous_hash WHERE sequence = 3", "Altered 3" },
            { "UPDATE session_audit SET previous_hash = hash WHERE sequence = 3", "BadLink 3" },
            // Rows were removed.
            { "DELETE FROM session_audit WHERE sequence = 3", "Missing 3" },
            { "DELETE FROM session_audit WHERE sequence = 1", "Missing 1" },
            { "DELETE FROM session_audit WHERE sequence = 10", "TruncatedTail 10" },
            { "DELETE FROM session_audit WHERE sequence > 4", "TruncatedTail 5" },
            { "DELETE FROM session_audit", "TruncatedTail 1" },
            // Rows changed places.
            {
                "UPDATE session_audit SET sequence = -3 WHERE sequence = 3;"
                    + "UPDATE session_audit SET sequence = 3 WHERE sequence = 4;"
                    + "UPDATE session_audit SET sequence = 4 WHERE sequence = -3",
                "BadLink 3"
            },
            // The record was changed, with the rows or without.
            { "UPDATE session_audit_chains SET last_sequence = 9", "Unrecorded 10" },
            { "UPDATE session_audit_chains SET first_sequence = 2", "Unrecorded 1" },
            { "UPDATE session_audit_chains SET last_sequence = 11", "TruncatedTail 11" },
            { "UPDATE session_audit_chains SET last_hash = anchor_hash", "BadLink 10" },
            { "UPDATE session_audit_chains SET seal = last_hash", "AlteredRecord" },
            {
                "DELETE FROM session_audit WHERE sequence = 10;"
                    + "UPDATE session_audit_chains SET last_sequence = 9,"
                    + "last_hash = (SELECT hash FROM session_audit WHERE sequence = 9)",
                "AlteredRecord"
            },
            {
                "UPDATE session_audit_chains SET first_sequence = 3,"
                    + "anchor_hash = (SELECT hash FROM session_audit WHERE sequence = 2);"
                    + "DELETE FROM session_audit WHERE sequence < 3",
                "AlteredRecord"
            },
            { "DELETE FROM session_audit_chains", "UnknownChain 1" },
            { "DELETE FROM session_audit_chains; DELETE FROM session_audit WHERE sequence < 5", "UnknownChain 5" },
        };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Verification_finds(string statement, string found)
    {
        var node = Node();
        await node.WriteAsync(Events(1, 7));
        await node.WriteAsync(Events(8, 3));
        Assert.Equal("", await node.VerifyAsync());

        Assert.NotEqual(0, await Database.ExecuteAsync(statement));

        Assert.Equal($"{NodeName}: {found}", await node.VerifyAsync());
    }

    [Fact]
    public async Task A_row_that_moved_to_another_chain_is_found_in_both()
    {
        var node = Node();
        await node.WriteAsync(Events(1, 3));

        await Database.ExecuteAsync("UPDATE session_audit SET node_id = 'node-b' WHERE sequence = 3");

        Assert.Equal("node-a: TruncatedTail 3, node-b: UnknownChain 3", await node.VerifyAsync());
    }

    [Fact]
    public async Task Every_chain_is_walked_and_only_the_broken_one_is_told()
    {
        await Node().WriteAsync(Events(1, 3));
        await Node("node-b").WriteAsync(Events(4, 3));
        var last = Node("node-c");
        await last.WriteAsync(Events(7, 3));
        await Database.ExecuteAsync("UPDATE session_audit SET actor = 'x' WHERE node_id = 'node-b' AND sequence = 2");

        var result = await last.Trail.VerifyAsync();

        Assert.Equal(
            [
                new SessionAuditChainReport("node-a", 3, null),
                new SessionAuditChainReport("node-b", 1, new SessionAuditBreak(SessionAuditBreakKind.Altered, 2)),
                new SessionAuditChainReport("node-c", 3, null),
            ],
            result.Chains
        );
        Assert.Equal(7, result.Entries);
    }

    [Fact]
    public async Task Chains_longer_than_a_page_are_walked_to_their_end()
    {
        var node = Node();
        await node.WriteAsync(Events(1, 2000));
        await node.WriteAsync(Events(2001, 1));
        var progress = new Progress();

        Assert.True((await node.Trail.VerifyAsync(progress)).IsIntact);
        Assert.Equal([1000, 2000, 2001], progress.Reports);

        await Database.ExecuteAsync("UPDATE session_audit SET actor = 'x' WHERE sequence = 2001");
        Assert.Equal($"{NodeName}: Altered 2001", await node.VerifyAsync());
    }

    /// <summary>Without a key a row can be written anew: the rows after it give it away until they are, too.</summary>
    [Fact]
    public async Task A_row_that_was_hashed_anew_does_not_fit_the_next()
    {
        var node = Node();
        await node.WriteAsync(Events(1, 5));

        await ForgeAsync(3, null);

        Assert.Equal($"{NodeName}: BadLink 4", await node.VerifyAsync());
    }

    [Fact]
    public async Task A_row_that_was_added_behind_the_end_is_found()
    {
        var node = Node();
        await node.WriteAsync(Events(1, 5));

        await using (var context = Database.Open())
        {
            var last = await AuditChains.Entries(context).SingleAsync(static row => row.Sequence == 5);
            (last.Sequence, last.PreviousHash) = (6, last.Hash);
            last.Hash = new AuditHasher(null).Of(last);
            context.Add(last);
            await context.SaveChangesAsync();
        }

        Assert.Equal($"{NodeName}: Unrecorded 6", await node.VerifyAsync());
    }

    [Fact]
    public async Task Without_the_key_nothing_can_be_hashed_anew()
    {
        var node = Node(key: _key);
        await node.WriteAsync(Events(1, 5));
        Assert.Equal("", await node.VerifyAsync());

        await ForgeAsync(5, null);

        Assert.Equal($"{NodeName}: Altered 5", await node.VerifyAsync());
    }

    [Fact]
    public async Task Another_key_finds_every_row_altered()
    {
        await Node(key: _key).WriteAsync(Events(1, 3));

        Assert.Equal("", await Node("node-b", _key).VerifyAsync());
        Assert.Equal($"{NodeName}: Altered 1", await Node("node-b", [.. _key.Reverse()]).VerifyAsync());
        Assert.Equal($"{NodeName}: Altered 1", await Node("node-b").VerifyAsync());
    }

    /// <summary>A record that is wrong stays wrong: neither a writer nor a purge makes it look right.</summary>
    [Fact]
    public async Task Writing_and_purging_do_not_cover_up()
    {
        await Node().WriteAsync(Events(1, 5));
        await Database.ExecuteAsync(
            "DELETE FROM session_audit WHERE sequence = 5;"
                + "UPDATE session_audit_chains SET last_sequence = 4,"
                + "last_hash = (SELECT hash FROM session_audit WHERE sequence = 4)"
        );

        var restarted = Node();
        await restarted.WriteAsync(Events(6, 2));
        await restarted.WriteAsync(Events(8, 1));
        Assert.Equal($"{NodeName}: AlteredRecord", await restarted.VerifyAsync());

        Assert.Equal(2, await restarted.Trail.PurgeAsync(Start.AddMinutes(3)));
        Assert.Equal($"{NodeName}: AlteredRecord", await restarted.VerifyAsync());
    }

    [Theory]
    [InlineData("DELETE FROM session_audit WHERE sequence > 2", "Missing 3")]
    [InlineData(
        "DELETE FROM session_audit WHERE sequence > 2; UPDATE session_audit_chains SET last_sequence = 2",
        "Missing 3"
    )]
    [InlineData("DELETE FROM session_audit_chains", "Unrecorded 1")]
    [InlineData("UPDATE session_audit_chains SET last_sequence = 2", "AlteredRecord")]
    public async Task A_running_writer_leaves_the_gap_open_and_says_so(string statement, string found)
    {
        var node = Node();
        await node.WriteAsync(Events(1, 4));
        await Database.ExecuteAsync(statement);

        await node.WriteAsync(Events(5, 2));
        await node.WriteAsync(Events(7, 1));

        Assert.Equal($"{NodeName}: {found}", await node.VerifyAsync());
        Assert.Equal(7, (await Database.RowsAsync())[^1].Sequence);
        if (statement.Contains("chains"))
            Assert.Contains("SessionAuditChainChanged", node.Logs.Text);
    }

    [Fact]
    public async Task A_verification_that_is_cancelled_ends()
    {
        var node = Node();
        await node.WriteAsync(Events(1, 2));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            node.Trail.VerifyAsync(cancellationToken: new CancellationToken(canceled: true))
        );
    }

    private async Task ForgeAsync(long sequence, byte[]? key)
    {
        await using var context = Database.Open();
        var row = await context
            .Set<SessionAuditEntry>()
            .IgnoreQueryFilters()
            .SingleAsync(one => one.Sequence == sequence);
        row.Actor = "somebody-else";
        row.Hash = new AuditHasher(key).Of(row);
        await context.SaveChangesAsync();
    }

    private sealed class Progress : IProgress<long>
    {
        public List<long> Reports { get; } = [];

        public void Report(long value) => Reports.Add(value);
    }
}

public sealed class SqliteAuditTamperingTests : AuditTamperingTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.SqliteAsync();

    /// <summary>SQLite takes anything into any column.</summary>
    [Theory]
    [InlineData("UPDATE session_audit SET at = 'garbage' WHERE sequence = 3", "Altered 3")]
    [InlineData("UPDATE session_audit SET hash = 'garbage' WHERE sequence = 3", "Altered 3")]
    [InlineData("UPDATE session_audit SET actor = x'00ff' WHERE sequence = 3", "Altered 3")]
    public async Task Verification_finds_what_a_column_cannot_hold(string statement, string found)
    {
        var node = Node();
        await node.WriteAsync(Events(1, 5));
        await Database.ExecuteAsync(statement);

        Assert.Equal($"{NodeName}: {found}", await node.VerifyAsync());
    }
}

public sealed class PostgresAuditTamperingTests : AuditTamperingTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.PostgresAsync();
}
