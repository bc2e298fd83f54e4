using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Races;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>
    /// Every filter alone passes exactly the sessions of <see cref="SessionFilters.Matches"/>: each passes some and
    /// holds some back.
    /// </summary>
    [Fact]
    [Trait("Req", "0.14")]
    public virtual async Task Every_filter_passes_what_matches()
    {
        var all = await OpenManyAsync();
        SessionFilters[] filters =
        [
            new() { UserId = "user-1" },
            new() { Status = SessionStatus.Active },
            new() { Status = SessionStatus.Idle },
            new() { Status = SessionStatus.Expired },
            new() { Status = SessionStatus.Terminated },
            new() { ActiveOnly = true },
            new() { DeviceType = DeviceType.Unknown },
            new() { DeviceType = DeviceType.Phone },
            new() { DeviceType = DeviceType.Tablet },
            new() { DeviceType = DeviceType.Computer },
            new() { IpAddress = "10.0.0.3" },
            new() { Location = "ch" },
            new() { Location = "ZÜRICH" },
            new() { Location = "city 1" },
            new() { CreatedAfter = At(30) },
            new() { CreatedBefore = At(30) },
        ];

        foreach (var filter in filters)
        {
            Assert.InRange(all.Count(session => filter.Matches(session, At(300))), 1, all.Count - 1);
            await AssertFilteredAsync(all, filter, At(300));
        }
    }

    /// <summary>Filters together pass what every one of them passes, on pages of any size.</summary>
    [Fact]
    [Trait("Req", "0.14")]
    public virtual async Task Filters_together_pass_what_matches()
    {
        var all = await OpenManyAsync();
        var dice = new Dice(20_400_101);
        var hits = 0;
        for (var i = 0; i < 60; i++)
        {
            var filter = new SessionFilters
            {
                UserId = dice.Maybe($"user-{dice.Next(3)}"),
                Status = dice.MaybeValue((SessionStatus)dice.Next(4)),
                ActiveOnly = dice.Next(3) == 0,
                DeviceType = dice.MaybeValue((DeviceType)dice.Next(4)),
                IpAddress = dice.Next(4) == 0 ? $"10.0.0.{dice.Next(5)}" : null,
                Location = dice.Next(4) == 0 ? dice.Pick("CH", "zürich", "c0", "CITY 1") : null,
                CreatedAfter = dice.MaybeValue(At(dice.Next(5) * 10)),
                CreatedBefore = dice.MaybeValue(At(40 + (dice.Next(5) * 10))),
            };
            hits += await AssertFilteredAsync(all, filter, At(250 + dice.Next(100)), pageSize: 1 + dice.Next(5));
        }

        Assert.True(hits > 20, "The filters of this test pass too little to prove anything.");
    }

    /// <summary>A session that passes is found however many newer ones do not.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(Alice)]
    [Trait("Req", "0.14")]
    public virtual async Task A_filter_looks_past_any_number_of_others(string? userId)
    {
        var phone = await OpenAsync(change: static session =>
            session with
            {
                Device = new() { Type = DeviceType.Phone },
            }
        );
        for (var i = 1; i <= 700; i++)
            await OpenAsync(at: i / 10.0);
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = userId, DeviceType = DeviceType.Phone },
            Limit = 1,
        };

        var page = await Storage.QueryAsync(query, At(100), CancellationToken.None);

        Assert.Equal(phone.Session.Id, Assert.Single(page.Sessions).Id);
        Assert.Null(page.Next);
    }

    /// <summary>What a status means follows from the moment that is asked for, not from when a sweep ran.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(249.999999)]
    [InlineData(250)]
    [InlineData(1999.999999)]
    [InlineData(2000)]
    [Trait("Req", "0.18")]
    [Trait("Sec", "16")]
    public virtual async Task A_status_is_judged_by_the_clock(double now)
    {
        var all = await OpenManyAsync();

        foreach (var status in Enum.GetValues<SessionStatus>())
            await AssertFilteredAsync(all, new SessionFilters { Status = status }, At(now));
        await AssertFilteredAsync(all, new SessionFilters { ActiveOnly = true }, At(now));
        await AssertFilteredAsync(all, new SessionFilters { UserId = "user-2", ActiveOnly = true }, At(now));
    }

    /// <summary>The first bound counts in and the second does not, to the microsecond.</summary>
    [Fact]
    [Trait("Req", "0.14")]
    public virtual async Task Creation_bounds_are_exact()
    {
        var before = await OpenAsync(change: static session =>
            session with
            {
                CreatedAt = session.CreatedAt.AddMicroseconds(-1),
            }
        );
        var at = await OpenAsync();
        var after = await OpenAsync(change: static session =>
            session with
            {
                CreatedAt = session.CreatedAt.AddMicroseconds(1),
            }
        );

        var from = await ListAsync(new SessionFilters { UserId = Alice, CreatedAfter = Start }, Start);
        var until = await ListAsync(new SessionFilters { CreatedBefore = Start }, Start);

        Assert.Equal(new[] { at.Session.Id, after.Session.Id }.Order(), Ids(from).Order());
        Assert.Equal([before.Session.Id], Ids(until));
    }

    /// <summary>What a filter names is taken as it is written: nothing in it is a pattern, and part of a value is not the value.</summary>
    [Theory]
    [InlineData("%")]
    [InlineData("_lice")]
    [InlineData("ali")]
    [InlineData("*")]
    [InlineData("alice' OR '1'='1")]
    [InlineData("alice%")]
    public virtual async Task Filters_are_no_patterns(string pattern)
    {
        await OpenAsync(change: static session =>
            session with
            {
                IpAddress = Alice,
                Location = new SessionLocation { CountryCode = Alice, City = Alice },
            }
        );

        Assert.Empty(await ListAsync(new SessionFilters { UserId = pattern }, Start));
        Assert.Empty(await ListAsync(new SessionFilters { IpAddress = pattern }, Start));
        Assert.Empty(await ListAsync(new SessionFilters { Location = pattern }, Start));
    }

    private async Task<int> AssertFilteredAsync(
        IEnumerable<UserSession> all,
        SessionFilters filter,
        DateTimeOffset now,
        int pageSize = 10
    )
    {
        var expected = Ids(InOrder(all.Where(session => filter.Matches(session, now)))).ToList();
        Assert.Equal(expected, Ids(await ListAsync(filter, now, pageSize)));
        return expected.Count;
    }
}
