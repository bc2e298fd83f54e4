using Xunit;

namespace SessionManager.Testing.Storage.Tiered;

public abstract partial class SessionFastTierConformance
{
    /// <summary>A writer destroys the copy and bars new ones until it ends; of a session and of a user.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task A_writer_keeps_copies_away(bool ofUser)
    {
        var (record, other, bobs) = (await CopiedAsync(), await CopiedAsync(), await CopiedAsync(Bob));
        var scope = ofUser ? User() : Own(record);

        await BeginAsync("w", scope);
        await AssertBarredAsync(record);
        await AssertCopiedAsync(bobs);
        if (ofUser)
            await AssertBarredAsync(other);
        else
            await AssertCopiedAsync(other);

        await EndAsync("w", scope);
        await AssertMissingAsync(record);
        await FillAsync(record);
        await AssertCopiedAsync(record);
    }

    /// <summary>Whoever has read before a writer began, or before it ended, does not fill.</summary>
    [Theory]
    [InlineData(false, true, true)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    public virtual async Task A_writer_takes_leases_away(bool ofUser, bool begins, bool ends)
    {
        var record = New();
        var scope = ofUser ? User() : Own(record);
        var lease = await LeasedAsync(record);

        if (begins)
            await BeginAsync("w", scope);
        if (ends)
            await EndAsync(begins ? "w" : null, scope);

        Assert.False(await Tier.FillAsync(record, lease, None));
        await AssertMissingAsync(record);
        Assert.Equal(ends, await Tier.LeaseAsync(record.Session.Id, None) is not null);
        Assert.False(await Tier.FillAsync(record, lease, None));
    }

    /// <summary>An end without a begin destroys as well.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task An_end_alone_destroys_copies(bool ofUser)
    {
        var (record, other, bobs) = (await CopiedAsync(), await CopiedAsync(), await CopiedAsync(Bob));

        await EndAsync(null, ofUser ? User() : Own(record));

        await AssertMissingAsync(record);
        await AssertCopiedAsync(bobs);
        if (ofUser)
            await AssertMissingAsync(other);
        else
            await AssertCopiedAsync(other);
    }

    /// <summary>A begin and an end may name sessions and users of all kinds.</summary>
    [Fact]
    public virtual async Task A_writer_names_many()
    {
        var (one, two, bobs) = (await CopiedAsync(), await CopiedAsync(), await CopiedAsync(Bob));
        await Tier.BeginAsync("w", [Own(one), User(Bob)], null, None);
        await AssertBarredAsync(one);
        await AssertBarredAsync(bobs);

        await EndAsync("w", Own(one), User(Bob), Own(two));

        foreach (var record in new[] { one, two, bobs })
        {
            await AssertMissingAsync(record);
            await FillAsync(record);
        }
    }

    /// <summary>Copies stay away until the last writer ended, in whatever order they do, on one scope or on both.</summary>
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    public virtual async Task Writers_overlap(bool firstOfUser, bool secondOfUser, bool firstEndsFirst)
    {
        var record = New();
        var scopes = new[] { firstOfUser ? User() : Own(record), secondOfUser ? User() : Own(record) };
        await BeginAsync("w1", scopes[0]);
        await BeginAsync("w2", scopes[1]);
        var ends = firstEndsFirst ? new[] { 0, 1 } : [1, 0];

        await EndAsync($"w{ends[0] + 1}", scopes[ends[0]]);
        await AssertBarredAsync(record);
        await EndAsync($"w{ends[1] + 1}", scopes[ends[1]]);

        await FillAsync(record);
    }

    /// <summary>An end that is repeated, alone or of a stranger lifts nobody else's mark.</summary>
    [Theory]
    [InlineData(false, "w1")]
    [InlineData(false, null)]
    [InlineData(false, "stranger")]
    [InlineData(true, "w1")]
    [InlineData(true, null)]
    [InlineData(true, "stranger")]
    public virtual async Task An_end_lifts_only_its_own_mark(bool ofUser, string? writer)
    {
        var record = New();
        var scope = ofUser ? User() : Own(record);
        await BeginAsync("w1", scope);
        await BeginAsync("w2", scope, Ending());
        await EndAsync("w1", scope);

        await EndAsync(writer, scope);
        await EndAsync(writer, scope);

        await AssertBarredAsync(record);
        await AssertEndingsAsync(record, Ending());
        await EndAsync("w2", scope);
        await FillAsync(record);
    }

    /// <summary>A begin whose answer was lost is repeated, or the write failed and gives its ending: there is one mark.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task A_begin_may_be_repeated(bool ofUser)
    {
        var record = New();
        var scope = ofUser ? User() : Own(record);
        await BeginAsync("w", scope);
        await BeginAsync("w", scope);
        await BeginAsync("w", scope, Ending());
        await AssertEndingsAsync(record, Ending());
        await BeginAsync("w", scope, Ending(by: "admin-2"));
        await AssertEndingsAsync(record, Ending(by: "admin-2"));
        await BeginAsync("w", scope);
        await AssertEndingsAsync(record);

        await EndAsync("w", scope);

        await FillAsync(record);
    }

    /// <summary>A writer that died keeps copies away for at least the maximum age, and not for ever.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task A_mark_goes_by_itself(bool ofUser)
    {
        var record = await CopiedAsync();
        await BeginAsync("w", ofUser ? User() : Own(record), Ending());

        await PassAsync(Tier.MaxAge);
        await AssertBarredAsync(record);
        await AssertEndingsAsync(record, Ending());

        await PassAsync(Tier.MaxAge + TimeSpan.FromHours(1));
        await AssertEndingsAsync(record);
        await AssertMissingAsync(record);
        await FillAsync(record);
    }

    /// <summary>Who was to be ended is told as long as the mark stands.</summary>
    [Fact]
    public virtual async Task Endings_are_told()
    {
        var record = await CopiedAsync();
        var ofSession = Ending(by: "Zoë \n{}\"\u2028 1");
        var (ofAlice, ofOther) = (Ending(Alice, record.Session.Id), Ending("other\r\n"));

        await BeginAsync("w0", Own(record));
        await AssertEndingsAsync(record);
        await BeginAsync("w1", Own(record), ofSession);
        await AssertEndingsAsync(record, ofSession);
        await BeginAsync("w2", User(), ofAlice);
        await BeginAsync("w3", User(), ofOther);
        await AssertEndingsAsync(record, ofSession, ofAlice, ofOther);
        await AssertEndingsAsync(New(), ofAlice, ofOther);
        await AssertEndingsAsync(New(Bob));

        await EndAsync("w1", Own(record));
        await EndAsync("w3", User());
        await AssertEndingsAsync(record, ofAlice);
        await EndAsync("w2", User());
        await AssertEndingsAsync(record);
        await AssertBarredAsync(record);
    }
}
