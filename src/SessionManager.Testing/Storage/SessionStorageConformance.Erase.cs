using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>Erasing a user deletes live sessions and history, counts them, and leaves others alone.</summary>
    [Fact]
    [Trait("Req", "3.5")]
    public virtual async Task Erasing_leaves_no_session()
    {
        var live = await OpenAsync();
        var full = await InsertAsync(SessionSamples.CreateFull(Alice, Start));
        var ended = await OpenAsync();
        await TerminateAsync(ended, Ending(5));
        var swept = await OpenAsync(change: session => session with { ExpiresAt = At(5) });
        Assert.Equal(Sweeps ? 1 : 0, (await ExpireDueAsync(At(6))).Count);
        var unswept = await OpenAsync(change: session => session with { ExpiresAt = At(6) });
        var other = await OpenAsync(Bob);

        Assert.Equal(5, await Storage.EraseUserAsync(Alice, CancellationToken.None));

        SessionId[] own = [.. new[] { live, full, ended, swept, unswept }.Select(static record => record.Session.Id)];
        foreach (var id in own)
            await AssertMissingAsync(id);
        Assert.Empty(await ListAsync(new SessionFilters { UserId = Alice }, At(10)));
        await AssertStoredAsync(other);
        await AssertIndexesAgreeAsync([.. own, other.Session.Id], At(10));
    }

    /// <summary>Erasing takes the "ended before" mark away too, also from a user without sessions.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task Erasing_takes_the_mark_away(bool withSession)
    {
        if (withSession)
            await OpenAsync();
        await TerminateAllAsync(Alice, Ending(50));

        Assert.Equal(withSession ? 1 : 0, await Storage.EraseUserAsync(Alice, CancellationToken.None));

        Assert.Equal(SessionInsertOutcome.Inserted, await SignInAsync(Alice, At(1)));
    }

    /// <summary>An erased session is unknown to every member, and nothing brings it back.</summary>
    [Fact]
    [Trait("Sec", "19")]
    public virtual async Task An_erased_session_is_unknown()
    {
        var record = await OpenAsync();
        var ended = await OpenAsync();
        await TerminateAsync(ended, Ending(1));
        await Storage.EraseUserAsync(Alice, CancellationToken.None);

        Assert.Equal(0, await TouchAsync(record, 5));
        Assert.False(await ReplaceAsync(record, 1, 5));
        Assert.Null(await TerminateAsync(record, Ending(5)));
        Assert.Empty(await TerminateAllAsync(Alice, Ending(5)));
        Assert.Empty(await ExpireDueAsync(At(100_000)));
        Assert.Equal(0, await PurgeAsync(At(100_000)));
        Assert.Equal(0, await Storage.EraseUserAsync(Alice, CancellationToken.None));

        await AssertIndexesAgreeAsync([record.Session.Id, ended.Session.Id], At(5));
    }

    /// <summary>After erasing, a user begins anew: the limit counts from nothing.</summary>
    [Fact]
    public virtual async Task An_erased_user_begins_anew()
    {
        await OpenAsync();
        await OpenAsync();
        await Storage.EraseUserAsync(Alice, CancellationToken.None);
        var next = New(Alice, 5);

        await AssertEvictedAsync(await InsertAsync(next, 1, SessionLimitAction.Reject), next);

        await AssertStoredAsync(next);
        await AssertIndexesAgreeAsync([next.Session.Id], At(5));
    }

    /// <summary>Who has no trace leaves none.</summary>
    [Fact]
    public virtual async Task Erasing_an_unknown_user_deletes_nothing()
    {
        var other = await OpenAsync(Bob);

        Assert.Equal(0, await Storage.EraseUserAsync(Alice, CancellationToken.None));

        await AssertStoredAsync(other);
    }
}
