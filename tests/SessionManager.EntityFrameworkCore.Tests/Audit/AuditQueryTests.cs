using SessionManager.Audit;
using SessionManager.Audit.Trail;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>Reading the trail back.</summary>
[Trait("Req", "3.12")]
public abstract class AuditQueryTests : AuditTests
{
    [Fact]
    public async Task Filters_are_all_met_and_the_newest_comes_first()
    {
        var node = Node();
        var session = Event(3);
        await node.WriteAsync(
            Event(1),
            Event(2, "bob"),
            session,
            session with
            {
                Kind = SessionAuditKind.RolesChanged,
                At = Start.AddMinutes(4),
            },
            Event(5)
        );

        Assert.Equal([5, 4, 3, 2, 1], await FindAsync(node, new()));
        Assert.Equal([2], await FindAsync(node, new() { UserId = "bob" }));
        Assert.Equal([4, 3], await FindAsync(node, new() { SessionId = session.SessionId }));
        Assert.Equal([4], await FindAsync(node, new() { Kind = SessionAuditKind.RolesChanged }));
        Assert.Equal([5, 4, 3], await FindAsync(node, new() { From = Start.AddMinutes(3) }));
        Assert.Equal([2, 1], await FindAsync(node, new() { To = Start.AddMinutes(3) }));
        Assert.Equal(
            [3],
            await FindAsync(
                node,
                new()
                {
                    UserId = "alice",
                    From = Start.AddMinutes(2),
                    To = Start.AddMinutes(4),
                }
            )
        );
        Assert.Equal([], await FindAsync(node, new() { UserId = "alice' OR 1=1 --" }));
        var filtered = Start.AddMinutes(3).ToOffset(TimeSpan.FromHours(5));
        Assert.Equal([5, 4, 3], await FindAsync(node, new() { From = filtered }));
    }

    /// <summary>Pages meet at their edges, also among events of one moment from several nodes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public async Task Pages_tell_every_event_once(int limit)
    {
        foreach (var name in new[] { "a", "B", "a.1", "Z-9" })
        {
            await Node(name).WriteAsync([.. Enumerable.Range(0, 7).Select(static number => Event(number / 3))]);
        }

        var node = Node();
        var items = new List<SessionAuditItem>();
        var query = new SessionAuditQuery { Limit = limit };
        while (true)
        {
            var page = await node.Trail.QueryAsync(query);
            Assert.InRange(page.Items.Count, 1, limit);
            items.AddRange(page.Items);
            if (page.Next is not { } next)
                break;
            Assert.True(SessionAuditCursor.TryParse(next.ToString(), out var read));
            Assert.Equal(next, read);
            query = query with { After = read };
        }

        Assert.Equal(28, items.Count);
        Assert.Equal(28, items.Select(static item => (item.NodeId, item.Sequence)).Distinct().Count());
        Assert.Equal(
            items.Select(static item => item.Event!.At).OrderDescending(),
            items.Select(static item => item.Event!.At)
        );
    }

    [Theory]
    [InlineData("UPDATE session_audit SET event = 'newer_kind'")]
    [InlineData("UPDATE session_audit SET session_id = 'sess_x'")]
    [InlineData("UPDATE session_audit SET details = '[1]'")]
    [InlineData("UPDATE session_audit SET details = 'null'")]
    public async Task A_row_that_cannot_be_read_is_told_as_such(string statement)
    {
        var node = Node();
        await node.WriteAsync(Event(1));
        await Database.ExecuteAsync(statement);

        Assert.Equal(
            new SessionAuditItem(NodeName, 1, null),
            Assert.Single((await node.Trail.QueryAsync(new())).Items)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_limit_out_of_range_is_refused(int limit)
    {
        var node = Node();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => node.Trail.QueryAsync(new() { Limit = limit }));
    }

    private static async Task<IEnumerable<long>> FindAsync(AuditNode node, SessionAuditQuery query) =>
        (await node.Trail.QueryAsync(query)).Items.Select(static item => item.Sequence);
}

public sealed class SqliteAuditQueryTests : AuditQueryTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.SqliteAsync();
}

public sealed class PostgresAuditQueryTests : AuditQueryTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.PostgresAsync();
}

/// <summary>The text form of a place in the trail, which comes back from clients.</summary>
[Trait("Req", "3.12")]
public sealed class SessionAuditCursorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.")]
    [InlineData("-1.2.a")]
    [InlineData("1.-2.a")]
    [InlineData("x.2.a")]
    [InlineData("9223372036854775807.2.a")]
    [InlineData("99999999999999999999.2.a")]
    [InlineData("1.2.a b")]
    [InlineData("1.2.\0")]
    [InlineData("1.2.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Other_texts_are_refused(string? text) => Assert.False(SessionAuditCursor.TryParse(text, out _));
}
