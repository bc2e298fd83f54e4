using SessionManager.Storage;
using Xunit;

namespace SessionManager.Testing.Storage.Tiered;

public abstract partial class SessionFastTierConformance
{
    /// <summary>A lost mark, of a session or a user, brings no older copy back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task A_lost_mark_uncovers_no_copy(bool ofUser)
    {
        var (record, other) = (await CopiedAsync(), await CopiedAsync());
        await BeginAsync("w", ofUser ? User() : Own(record));

        await LoseAsync(record, ofUser);

        await AssertMissingAsync(record);
        if (ofUser)
            await AssertMissingAsync(other);
    }

    /// <summary>A reader fills after a mark was lost; the writer's end destroys that too.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task After_a_lost_mark_the_end_still_destroys(bool ofUser)
    {
        var (record, later) = (await CopiedAsync(), New());
        var scope = ofUser ? User() : Own(record);
        await BeginAsync("w", scope);
        await LoseAsync(record, ofUser);
        await FillAsync(record);
        var lease = await LeasedAsync(later);

        await EndAsync("w", scope);

        await AssertMissingAsync(record);
        Assert.Equal(!ofUser, await Tier.FillAsync(later, lease, None));
    }

    /// <summary>The loss of a user's mark or generation brings no copy back either, not even when new ones are made.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task New_copies_bring_no_older_one_back(bool marked)
    {
        var (old, record) = (await CopiedAsync(), New());
        if (marked)
            await BeginAsync("w", User());
        await LosePartitionAsync(old.Session.Id.Partition);

        await FillAsync(record);

        await AssertCopiedAsync(record);
        if (marked)
        {
            await AssertMissingAsync(old);
            await FillAsync(old with { Version = 2 });
            await AssertCopiedAsync(old with { Version = 2 });
        }
    }

    /// <summary>A lost lease does not fill.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task A_lost_lease_does_not_fill(bool again)
    {
        var record = New();
        var lease = await LeasedAsync(record);
        await LoseSessionAsync(record.Session.Id);
        if (again)
            await LeasedAsync(record);

        Assert.False(await Tier.FillAsync(record, lease, None));
        await AssertMissingAsync(record);
    }

    /// <summary>
    /// A reader holds a lease, a writer of the user comes and goes and all trace of it is lost: the lease is as dead as
    /// it was.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task A_lease_does_not_outlive_a_lost_writer(bool ends)
    {
        var (record, other) = (New(), New());
        var lease = await LeasedAsync(record);
        await BeginAsync("w", User());
        if (ends)
            await EndAsync("w", User());
        await LosePartitionAsync(record.Session.Id.Partition);
        await FillAsync(other);

        Assert.False(await Tier.FillAsync(record, lease, None));
        await AssertMissingAsync(record);
    }

    /// <summary>To end what is lost is nothing.</summary>
    [Fact]
    public virtual async Task An_end_of_what_is_lost_does_nothing()
    {
        var record = New();

        await EndAsync("w", Own(record), User());

        await FillAsync(record);
    }

    private ValueTask LoseAsync(SessionRecord record, bool ofUser) =>
        ofUser ? LosePartitionAsync(record.Session.Id.Partition) : LoseSessionAsync(record.Session.Id);
}
