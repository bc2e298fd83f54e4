using Microsoft.Extensions.DependencyInjection;
using SessionManager.Backends;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;
using Xunit;

namespace SessionManager.Testing.Management;

public abstract partial class SessionManagerConformance
{
    /// <summary>How long after a rotation its successor is out of the record: the grace, and what clocks may differ by.</summary>
    private static readonly TimeSpan _swept = TimeSpan.FromSeconds(10 + 5);

    /// <summary>
    /// Soon after the grace, what is stored yields the successor of a replaced token to nobody, the holder of that token
    /// included; it is known again nevertheless.
    /// </summary>
    [Fact]
    [Trait("Sec", "2")]
    public virtual async Task No_successor_is_kept_beyond_its_time()
    {
        var before = await SignInAsync();
        var after = await RefreshedAsync(before);
        Clock.Advance(_swept - TimeSpan.FromSeconds(1));
        Assert.True(await YieldsSuccessorAsync(before));

        await SweptAsync(() => Clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.False(await YieldsSuccessorAsync(before));
        Assert.True((await ValidateAsync(after.Tokens)).IsValid);
        Assert.Equal(SessionOutcome.Ended, (await RefreshAsync(before.Tokens)).Outcome);
        await AssertDeadAsync(before.Id, SessionEndReasons.TokenReuse, after.Tokens);
    }

    /// <summary>A second rotation has a time of its own: the first one's end takes nothing from it.</summary>
    [Fact]
    [Trait("Sec", "29")]
    public virtual async Task A_later_rotation_keeps_its_successor_for_its_own_time()
    {
        var first = await SignInAsync();
        var second = await RefreshedAsync(first);
        Clock.Advance(_swept - TimeSpan.FromSeconds(1));
        var third = await RefreshedAsync(second);
        Clock.Advance(TimeSpan.FromSeconds(9));

        var again = await RefreshedAsync(second);

        Assert.Equal(PresentedForRefresh(third.Tokens), PresentedForRefresh(again.Tokens));
        await SweptAsync(() => Clock.Advance(_swept - TimeSpan.FromSeconds(9)));
        Assert.False(await YieldsSuccessorAsync(second));
    }

    /// <summary>What another writes at that very moment stands: a change, or the end.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Sec", "19")]
    public virtual async Task Removing_a_successor_loses_no_write(bool ends)
    {
        var before = await SignInAsync();
        var after = await RefreshedAsync(before);
        var metadata = SessionMetadata.Empty.With("theme", "dark");
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Storage.Before(
            StorageOperation.Replace,
            async cancellation =>
            {
                if (ends)
                    await EndAsync(before.Id);
                else
                    Assert.True((await Sessions.SetMetadataAsync(before.Id, metadata, cancellation)).Succeeded);
                met.TrySetResult();
            }
        );

        Clock.Advance(_swept);
        await SoonAsync(met.Task);

        if (ends)
        {
            await AssertDeadAsync(before.Id, SessionEndReasons.AdminRevoked, before.Tokens, after.Tokens);
            return;
        }

        await UntilAsync(async () => !await YieldsSuccessorAsync(before));
        Assert.Equal("dark", (await GetAsync(before.Id)).Metadata["theme"].GetString());
        Assert.True((await ValidateAsync(after.Tokens)).IsValid);
    }

    /// <summary>A successor that a stopped process left in the record is gone once the session was used again.</summary>
    [Fact]
    [Trait("Sec", "2")]
    public virtual async Task A_successor_that_was_left_behind_goes_with_the_next_use()
    {
        var before = await SignInAsync();
        var after = await RefreshedAsync(before);
        await _services!.DisposeAsync();
        Start();
        Clock.Advance(_swept);
        Assert.True(await YieldsSuccessorAsync(before));

        Assert.True((await ValidateAsync(after.Tokens)).IsValid);

        await SweptAsync(() => Clock.Advance(TimeSpan.FromSeconds(1)));
        Assert.False(await YieldsSuccessorAsync(before));
    }

    /// <summary>Runs what makes a successor due, and waits until one was taken out of its record.</summary>
    private async Task SweptAsync(Action act)
    {
        var swept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Storage.After(
            StorageOperation.Replace,
            _ =>
            {
                swept.TrySetResult();
                return default;
            }
        );
        act();
        await SoonAsync(swept.Task);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(_soon);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Whether who holds both a replaced token and the stored record can make the current one of them.</summary>
    private async Task<bool> YieldsSuccessorAsync(SignedIn replaced)
    {
        var backend = _services!.GetRequiredService<ISessionBackend>();
        var record = await _inner!.FindAsync(replaced.Id, CancellationToken.None);
        try
        {
            var issued = await backend.RefreshAsync(
                record!,
                backend.Read(PresentedForRefresh(replaced.Tokens)),
                Now,
                CancellationToken.None
            );
            return issued.IsSuccessor;
        }
        catch (SessionRecordUnreadableException)
        {
            return false;
        }
    }
}
