using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>A copy lets in. It never refuses, and it is never what a change is made to.</summary>
[Trait("Req", "2.23")]
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public sealed class CachedValidationTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly CacheCluster _cluster = new(withFeed: false);
    private SessionId _id;
    private string _token = "";

    public async Task InitializeAsync()
    {
        (_id, _token) = await _cluster.Node.SignInAsync();
        Assert.True(await _cluster.Node.AcceptsAsync(_token));
    }

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_second_validation_does_not_ask_the_storage()
    {
        for (var i = 0; i < 10; i++)
            Assert.True(await _cluster.Node.AcceptsAsync(_token));

        Assert.Equal(1, _cluster.Reads);
    }

    [Fact]
    [Trait("Sec", "6")]
    public async Task A_secret_replaced_elsewhere_is_good_at_once_and_the_old_one_for_the_greatest_age_only()
    {
        var renewed = (await _cluster.Other.Sessions.RotateAsync(_id)).Tokens!.Token;

        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await _cluster.Node.AcceptsAsync(_token));
        Assert.True(await _cluster.Node.AcceptsAsync(renewed));
    }

    [Fact]
    [Trait("Sec", "6")]
    public async Task A_new_secret_is_good_while_the_copy_has_the_old_one_and_its_acceptance_ends_the_old_one()
    {
        var renewed = (await _cluster.Other.Sessions.RotateAsync(_id)).Tokens!.Token;

        Assert.True(await _cluster.Node.AcceptsAsync(renewed));
        Assert.False(await _cluster.Node.AcceptsAsync(_token));
    }

    [Fact]
    [Trait("Sec", "16")]
    public async Task A_session_used_elsewhere_lives_though_the_copy_says_that_it_ran_out()
    {
        _cluster.Clock.Advance(TimeSpan.FromMinutes(29) + TimeSpan.FromSeconds(57));
        var (id, token) = (_id, _token);
        await _cluster.Node.Storage.FindAsync(id, default);
        await _cluster.Other.Sessions.TouchAsync(id);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(_cluster.Node.Has(id));

        Assert.True(await _cluster.Node.AcceptsAsync(token));
    }

    [Fact]
    [Trait("Sec", "16")]
    public async Task A_copy_does_not_let_in_past_the_end_of_the_session()
    {
        _cluster.Clock.Advance(TimeSpan.FromMinutes(29) + TimeSpan.FromSeconds(57));
        await _cluster.Node.Storage.FindAsync(_id, default);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(_cluster.Node.Has(_id));

        Assert.Equal(SessionVerdictReason.Expired, (await _cluster.Node.Sessions.ValidateAsync(_token)).Reason);
    }

    [Fact]
    [Trait("Sec", "2")]
    public async Task A_wrong_secret_is_refused_by_what_is_stored()
    {
        var wrong = (await _cluster.Node.Sessions.RotateAsync(_id)).Tokens!.Token;
        (wrong, _token) = (_token, wrong);
        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        var before = _cluster.Reads;

        Assert.False(await _cluster.Node.AcceptsAsync(wrong));
        Assert.Equal(before + 1, _cluster.Reads);
        Assert.True(await _cluster.Node.AcceptsAsync(_token));
    }

    [Fact]
    public async Task Changes_are_made_to_what_is_stored()
    {
        await _cluster.Other.Sessions.SetMetadataAsync(_id, SessionMetadata.Parse("""{"a":1}"""));

        Assert.Equal("""{"a":1}""", (await _cluster.Node.Sessions.GetAsync(_id))!.Metadata.ToJson());
        var replaces = _cluster.Storage.Calls(StorageOperation.Replace);
        Assert.True((await _cluster.Node.Sessions.ExtendAsync(_id, TimeSpan.FromMinutes(5))).Succeeded);
        Assert.True((await _cluster.Node.Sessions.RotateAsync(_id)).Succeeded);
        Assert.Equal(replaces + 2, _cluster.Storage.Calls(StorageOperation.Replace));
    }

    [Fact]
    public async Task Tokens_are_renewed_by_what_is_stored()
    {
        await _cluster.Other.Sessions.SetMetadataAsync(_id, SessionMetadata.Parse("""{"a":1}"""));

        Assert.True((await _cluster.Node.Sessions.RefreshAsync(_token)).Succeeded);
        Assert.Equal(1, _cluster.Storage.Calls(StorageOperation.Replace));
    }

    [Fact]
    [Trait("Sec", "17")]
    public async Task A_use_that_another_process_wrote_is_not_written_again()
    {
        _cluster.Clock.Advance(TimeSpan.FromSeconds(58));
        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(3));
        await _cluster.Other.Sessions.TouchAsync(_id);
        Assert.True(_cluster.Node.Has(_id));

        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        await _cluster.Node.Runtime.Activity.FlushAsync();
        Assert.Equal(0, _cluster.Storage.Calls(StorageOperation.Touch));
    }

    [Fact]
    [Trait("Sec", "17")]
    public async Task A_use_that_falls_due_while_the_copy_is_young_is_written()
    {
        _cluster.Clock.Advance(TimeSpan.FromSeconds(58));
        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(_cluster.Node.Has(_id));

        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        await _cluster.Node.Runtime.Activity.FlushAsync();
        Assert.Equal(1, _cluster.Storage.Calls(StorageOperation.Touch));
        Assert.Equal(
            _cluster.Clock.GetUtcNow(),
            (await _cluster.Memory.FindAsync(_id, default))!.Session.LastActivityAt
        );
    }

    [Fact]
    public async Task A_session_that_a_cleanup_ended_here_is_forgotten()
    {
        _cluster.Clock.Advance(TimeSpan.FromMinutes(29) + TimeSpan.FromSeconds(57));
        await _cluster.Node.Storage.FindAsync(_id, default);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(_cluster.Node.Has(_id));

        Assert.Equal(1, (await _cluster.Node.Sessions.CleanUpAsync()).Expired);
        Assert.False(_cluster.Node.Has(_id));
    }

    [Fact]
    [Trait("Sec", "17")]
    public async Task A_use_is_noted_once_and_until_it_is_written_copies_go_on_letting_in()
    {
        _cluster.Clock.Advance(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 10; i++)
            Assert.True(await _cluster.Node.AcceptsAsync(_token));
        Assert.Equal(2, _cluster.Reads);

        await _cluster.Node.Runtime.Activity.FlushAsync();
        Assert.Equal(1, _cluster.Storage.Calls(StorageOperation.Touch));
        var session = (await _cluster.Node.Sessions.ValidateAsync(_token)).Session!;
        Assert.Equal(_cluster.Clock.GetUtcNow(), session.LastActivityAt);
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_refusal_needs_the_storage_and_an_acceptance_does_not()
    {
        using var down = _cluster.Storage.Fail();

        Assert.True(await _cluster.Node.AcceptsAsync(_token));
        var (_, others) = await _cluster.Other.SignInAsync("bob");
        await Assert.ThrowsAsync<SessionManager.Storage.SessionStorageException>(() =>
            _cluster.Node.AcceptsAsync(others)
        );
    }
}
