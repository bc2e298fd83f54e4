using Xunit;

namespace SessionManager.Testing.Storage.Tiered;

public abstract partial class SessionFastTierConformance
{
    /// <summary>An empty tier knows nothing.</summary>
    [Fact]
    public virtual async Task Nothing_is_known_of_a_session_without_a_copy()
    {
        var record = New();

        await AssertMissingAsync(record);
        await AssertEndingsAsync(record);
    }

    /// <summary>What is filled under a lease is read everywhere, whole.</summary>
    [Fact]
    public virtual async Task A_copy_is_read_as_it_was_filled() => await AssertCopiedAsync(await CopiedAsync());

    /// <summary>One reader fills.</summary>
    [Fact]
    public virtual async Task A_lease_is_given_once()
    {
        var record = New();
        await LeasedAsync(record);

        await AssertBarredAsync(record);
    }

    /// <summary>There is nothing to fill where a copy is.</summary>
    [Fact]
    public virtual async Task There_is_no_lease_beside_a_copy()
    {
        var record = await CopiedAsync();

        Assert.Null(await Peer.LeaseAsync(record.Session.Id, None));
        await AssertCopiedAsync(record);
    }

    /// <summary>Who was not given the lease does not fill.</summary>
    [Fact]
    public virtual async Task Another_lease_does_not_fill()
    {
        var (record, other) = (New(), New());
        var lease = await LeasedAsync(record);
        var others = await LeasedAsync(other);

        Assert.False(await Peer.FillAsync(record, others, None));
        Assert.False(await Peer.FillAsync(record, "", None));
        Assert.False(await Peer.FillAsync(record, lease + "x", None));
        await AssertMissingAsync(record);
        Assert.True(await Peer.FillAsync(record, lease, None));
        await AssertCopiedAsync(record);
    }

    /// <summary>A late reader does not write over what a later one has read.</summary>
    [Fact]
    public virtual async Task A_lease_fills_once()
    {
        var record = New();
        var lease = await LeasedAsync(record);
        await Tier.FillAsync(record, lease, None);
        await EndAsync(null, Own(record));
        var later = record with { Version = 2 };
        await FillAsync(later);

        Assert.False(await Peer.FillAsync(record, lease, None));
        await AssertCopiedAsync(later);
    }

    /// <summary>A copy is served no longer than the maximum age, counted from its lease.</summary>
    [Fact]
    public virtual async Task A_copy_goes_by_itself()
    {
        // The real clock runs on beside the time that is passed: a busy machine needs room before the end.
        var (wait, room) = (TimeSpan.FromSeconds(3), Tier.MaxAge / 5);
        var record = New();
        var lease = await LeasedAsync(record);
        await PassAsync(wait);
        Assert.True(await Tier.FillAsync(record, lease, None));

        await PassAsync(Tier.MaxAge - wait - room);
        await AssertCopiedAsync(record);
        await PassAsync(room);
        await AssertMissingAsync(record);
        await FillAsync(record);
    }

    /// <summary>A reader that died does not keep copies away for long.</summary>
    [Fact]
    public virtual async Task A_lease_goes_by_itself()
    {
        var record = New();
        var lease = await LeasedAsync(record);

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.False(await Peer.FillAsync(record, lease, None));
        await FillAsync(record);
    }
}
