using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>A reading that finds what was known already makes the copy young again; any other makes another copy.</summary>
[Trait("Req", "2.23")]
public class CacheRenewalTests
{
    private static readonly TimeSpan _maxAge = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task What_is_found_unchanged_stays_where_it_is()
    {
        await using var cluster = new CacheCluster();
        var record = await StoredAsync(cluster);
        Keep(cluster, record);
        var copy = Copy(cluster, record.Session.Id);
        // Copies in use are read again by themselves.
        using var failing = cluster.Storage.Fail(StorageOperation.Find);

        cluster.Clock.Advance(_maxAge * 0.8);
        Keep(cluster, Anew(record));
        cluster.Clock.Advance(_maxAge * 0.8);

        Assert.Same(copy, Copy(cluster, record.Session.Id));
        Assert.Equal(1, cluster.Node.Cache.Waiting);
        cluster.Clock.Advance(_maxAge * 0.2);
        Assert.False(cluster.Node.Has(record.Session.Id));
    }

    [Fact]
    public async Task A_reading_that_began_earlier_makes_nothing_older()
    {
        await using var cluster = new CacheCluster();
        var record = await StoredAsync(cluster);
        var early = cluster.Node.Cache.Begin(record.Session.Id);
        cluster.Clock.Advance(_maxAge * 0.5);
        Keep(cluster, record);
        cluster.Node.Cache.End(in early, Anew(record));

        cluster.Clock.Advance(_maxAge * 0.8);
        Assert.True(cluster.Node.Has(record.Session.Id));
    }

    public static TheoryData<string, Func<SessionRecord, SessionRecord>> Differences() =>
        new()
        {
            { "version", record => record with { Version = record.Version + 1 } },
            { "secret", record => record with { SecretHash = SessionSecret.Create().Hash() } },
            { "roles", record => record with { Session = record.Session with { Roles = ["admin"] } } },
            { "permissions", record => record with { Session = record.Session with { Permissions = ["all"] } } },
            { "user name", record => record with { Session = record.Session with { UserName = "Bob" } } },
            {
                "end",
                record =>
                    record with
                    {
                        Session = record.Session with { ExpiresAt = record.Session.ExpiresAt.AddMinutes(-1) },
                    }
            },
        };

    [Theory]
    [MemberData(nameof(Differences))]
    [Trait("Sec", "18")]
    public async Task What_is_found_otherwise_is_another_copy(string what, Func<SessionRecord, SessionRecord> change)
    {
        _ = what;
        await using var cluster = new CacheCluster();
        var record = await StoredAsync(cluster);
        Keep(cluster, record);

        cluster.Clock.Advance(TimeSpan.FromSeconds(1));
        var found = change(Anew(record));
        Keep(cluster, found);

        Assert.Same(found, Copy(cluster, record.Session.Id).Record);
    }

    [Fact]
    [Trait("Sec", "18")]
    public async Task A_copy_that_something_was_said_against_is_not_renewed()
    {
        await using var cluster = new CacheCluster();
        var record = await StoredAsync(cluster);
        Keep(cluster, record);
        var copy = Copy(cluster, record.Session.Id);

        cluster.Node.Cache.DropUser("alice");
        Assert.False(cluster.Node.Has(record.Session.Id));
        Keep(cluster, Anew(record));

        Assert.NotSame(copy, Copy(cluster, record.Session.Id));
    }

    [Fact]
    public async Task Renewed_copies_outlive_others_when_there_is_no_room()
    {
        await using var cluster = new CacheCluster(options => options.MaxEntries = 2);
        var first = await StoredAsync(cluster, "alice");
        var second = await StoredAsync(cluster, "bob");
        Keep(cluster, first);
        Keep(cluster, second);
        cluster.Clock.Advance(TimeSpan.FromSeconds(1));
        Keep(cluster, Anew(first));

        Keep(cluster, await StoredAsync(cluster, "carol"));
        Assert.True(cluster.Node.Has(first.Session.Id));
        Assert.False(cluster.Node.Has(second.Session.Id));
        Assert.Equal(2, cluster.Node.Cache.Count);
    }

    [Fact]
    public async Task There_is_no_more_room_when_all_were_renewed()
    {
        const int most = 40;
        await using var cluster = new CacheCluster(options => options.MaxEntries = most);
        for (var user = 0; user < 3 * most; user++)
        {
            var record = await StoredAsync(cluster, $"user-{user}");
            Keep(cluster, record);
            Keep(cluster, Anew(record));
            Assert.InRange(cluster.Node.Cache.Waiting, 1, most);
        }

        Assert.Equal(most, cluster.Node.Cache.Count);
    }

    private static async Task<SessionRecord> StoredAsync(CacheCluster cluster, string userId = "alice")
    {
        var created = await cluster.Other.Sessions.CreateAsync(new(userId) { Roles = ["user"] });
        return (await cluster.Memory.FindAsync(created.Session!.Id, default))!;
    }

    /// <summary>As a storage that shares nothing between readings gives it.</summary>
    private static SessionRecord Anew(SessionRecord record) =>
        record with
        {
            Session = record.Session with
            {
                Roles = [.. record.Session.Roles],
                Permissions = [.. record.Session.Permissions],
                AuthenticationMethods = [.. record.Session.AuthenticationMethods],
            },
        };

    private static void Keep(CacheCluster cluster, SessionRecord record)
    {
        var fill = cluster.Node.Cache.Begin(record.Session.Id);
        cluster.Node.Cache.End(in fill, record);
    }

    private static CachedSession Copy(CacheCluster cluster, SessionId id)
    {
        Assert.True(cluster.Node.Cache.TryGet(id, cluster.Clock.GetUtcNow(), out var copy));
        return copy;
    }
}
