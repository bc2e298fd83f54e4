using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>
    /// Sessions in every state, of several users, devices and places, many of them active at the same moment; all as
    /// stored.
    /// </summary>
    private async Task<List<UserSession>> OpenManyAsync()
    {
        var records = new List<SessionRecord>();
        for (var i = 0; i < 36; i++)
        {
            var record = await OpenAsync(
                $"user-{i % 3}",
                i / 4 * 10,
                session =>
                    session with
                    {
                        LastActivityAt = At(i / 6 * 40),
                        ExpiresAt = At(i % 9 == 0 ? 250 : 2000),
                        IdleAfter = i % 5 == 0 ? null : TimeSpan.FromSeconds(100),
                        Device = new DeviceInfo { Type = (DeviceType)(i % 4) },
                        IpAddress = i % 7 == 0 ? null : $"10.0.0.{i % 5}",
                        Location = (i % 6) switch
                        {
                            0 => null,
                            1 => new SessionLocation { CountryCode = "CH" },
                            2 => new SessionLocation { City = "Zürich" },
                            _ => new SessionLocation { CountryCode = $"C{i % 2}", City = $"City {i % 4}" },
                        },
                    }
            );
            records.Add(record);
            if (i % 8 == 3)
                await TerminateAsync(record, Ending(260));
        }

        await ExpireDueAsync(At(250), 2);
        var stored = new List<UserSession>();
        foreach (var record in records)
            stored.Add((await FindAsync(record.Session.Id)).Session);
        return stored;
    }

    private static IEnumerable<SessionId> Ids(IEnumerable<UserSession> sessions) =>
        sessions.Select(static session => session.Id);

    /// <summary>Newest activity comes first, and of equals the higher id.</summary>
    [Fact]
    [Trait("Req", "0.14")]
    [Trait("Req", "1.17")]
    public virtual async Task Lists_are_in_order()
    {
        var all = await OpenManyAsync();

        var listed = await ListAsync(new SessionFilters(), At(300));

        Assert.Equal(Ids(InOrder(all)), Ids(listed));
        Assert.Equal(RecordText.Of(InOrder(all)), RecordText.Of(listed));
    }

    /// <summary>A user's own list is in the same order.</summary>
    [Fact]
    [Trait("Req", "1.17")]
    public virtual async Task A_users_list_is_in_order()
    {
        var all = await OpenManyAsync();

        foreach (var user in all.GroupBy(static session => session.UserId, StringComparer.Ordinal))
        {
            var listed = await ListAsync(new SessionFilters { UserId = user.Key }, At(300));
            Assert.Equal(Ids(InOrder(user)), Ids(listed));
        }
    }

    /// <summary>
    /// Page by page all sessions come, each once, whatever the page size; the last page says that it is the last, also
    /// when it is full. The place is told as text between pages, as a client does.
    /// </summary>
    [Theory]
    [InlineData(null, 1)]
    [InlineData(null, 2)]
    [InlineData(null, 5)]
    [InlineData(null, 6)]
    [InlineData(null, 12)]
    [InlineData(null, 35)]
    [InlineData(null, 36)]
    [InlineData(null, 37)]
    [InlineData(null, SessionQuery.MaximumLimit)]
    [InlineData("user-1", 1)]
    [InlineData("user-1", 5)]
    [InlineData("user-1", 12)]
    [InlineData("user-1", 13)]
    [Trait("Req", "0.14")]
    public virtual async Task Pages_cover_the_list(string? userId, int pageSize)
    {
        var all = (await OpenManyAsync()).Where(session => userId is null || session.UserId == userId).ToList();
        var seen = new List<SessionId>();
        SessionCursor? after = null;
        var pages = 0;
        do
        {
            var query = new SessionQuery
            {
                Filters = new SessionFilters { UserId = userId },
                Limit = pageSize,
                After = after,
            };
            var page = await Storage.QueryAsync(query, At(300), CancellationToken.None);
            seen.AddRange(Ids(page.Sessions));
            pages++;
            after = null;
            if (page.Next is { } next && Assert.IsType<bool>(SessionCursor.TryParse(next.ToString(), out var parsed)))
                after = parsed;
        } while (after is not null && pages <= all.Count);

        Assert.Equal(Ids(InOrder(all)), seen);
        Assert.Equal((all.Count + pageSize - 1) / pageSize, pages);
    }

    /// <summary>
    /// Sessions that come, go and move while a reader turns pages do not make an unmoved one come twice or be missed.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData("user-1")]
    [Trait("Req", "0.14")]
    public virtual async Task Pages_stay_right_while_sessions_change(string? userId)
    {
        var all = InOrder(await OpenManyAsync()).Where(session => userId is null || session.UserId == userId).ToList();
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = userId },
            Limit = 3,
        };
        var seen = new List<SessionId>();
        var moved = new HashSet<SessionId>();
        for (var round = 0; ; round++)
        {
            var page = await Storage.QueryAsync(query, At(300), CancellationToken.None);
            seen.AddRange(Ids(page.Sessions));
            if (page.Next is not { } next)
                break;
            query = query with { After = next };

            var user = userId ?? "user-0";
            await OpenAsync(user, 400 + round);
            if (
                seen.Count + 1 < all.Count
                && await Storage.TouchAsync([new(all[seen.Count + 1].Id, At(500 + round))], default) == 1
            )
                moved.Add(all[seen.Count + 1].Id);
            await Storage.TerminateAsync(page.Sessions[^1].Id, Ending(300), CancellationToken.None);
            if (round == 1)
                await PurgeAsync(At(301));
        }

        Assert.NotEmpty(moved);
        Assert.Equal(seen.Distinct(), seen);
        var unmoved = all.Where(session => !moved.Contains(session.Id)).ToList();
        var kept = unmoved.Where(session => session.Termination is null || seen.Contains(session.Id));
        Assert.Equal(Ids(kept), seen.Where(id => !moved.Contains(id)));
    }

    /// <summary>A place behind the last session, or in an empty storage, is the end.</summary>
    [Fact]
    public virtual async Task Behind_the_last_session_is_nothing()
    {
        Assert.Empty(await ListAsync(new SessionFilters(), Start));
        Assert.Empty(await ListAsync(new SessionFilters { UserId = Alice }, Start));
        var record = await OpenAsync();

        foreach (var user in new[] { null, Alice })
        {
            var query = new SessionQuery
            {
                Filters = new SessionFilters { UserId = user },
                After = new SessionCursor(record.Session.LastActivityAt, record.Session.Id),
            };
            var page = await Storage.QueryAsync(query, Start, CancellationToken.None);
            Assert.Empty(page.Sessions);
            Assert.Null(page.Next);
        }
    }

    /// <summary>The largest page holds a thousand, and one more makes a second page.</summary>
    [Fact]
    [Trait("Req", "4.17")]
    public virtual async Task The_largest_page_holds_a_thousand()
    {
        var ids = new List<SessionId>();
        for (var i = 0; i <= SessionQuery.MaximumLimit; i++)
            ids.Add((await OpenAsync(at: i / 10.0)).Session.Id);
        ids.Reverse();
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = Alice, ActiveOnly = true },
            Limit = SessionQuery.MaximumLimit,
        };

        var first = await Storage.QueryAsync(query, At(200), CancellationToken.None);
        var second = await Storage.QueryAsync(query with { After = first.Next }, At(200), CancellationToken.None);

        Assert.Equal(ids, Ids([.. first.Sessions, .. second.Sessions]));
        Assert.Single(second.Sessions);
        Assert.Null(second.Next);
    }
}
