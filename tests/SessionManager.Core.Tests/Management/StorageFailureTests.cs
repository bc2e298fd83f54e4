using SessionManager.Core.Tests.Fixtures;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

/// <summary>A storage that fails, hangs or is left: closed, bounded, and nothing half done.</summary>
public class StorageFailureTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, (StorageOperation Operation, Func<SessionHost, Subject, Task> Act)> All =
        new(StringComparer.Ordinal)
        {
            ["create"] = (StorageOperation.Insert, async (h, _) => await h.Sessions.CreateAsync(new("bob"))),
            ["validate"] = (StorageOperation.Find, async (h, s) => await h.Sessions.ValidateAsync(s.Token)),
            ["refresh find"] = (StorageOperation.Find, async (h, s) => await h.Sessions.RefreshAsync(s.Token)),
            ["refresh"] = (StorageOperation.Replace, async (h, s) => await h.Sessions.RefreshAsync(s.Token)),
            ["rotate"] = (StorageOperation.Replace, async (h, s) => await h.Sessions.RotateAsync(s.Id)),
            ["roles"] = (StorageOperation.Replace, async (h, s) => await h.Sessions.SetRolesAsync(s.Id, [], null, "r")),
            ["touch"] = (StorageOperation.Touch, async (h, s) => await h.Sessions.TouchAsync(s.Id)),
            ["extend"] = (StorageOperation.Replace, async (h, s) => await h.Sessions.ExtendAsync(s.Id, Second)),
            ["get"] = (StorageOperation.Find, async (h, s) => await h.Sessions.GetAsync(s.Id)),
            ["list"] = (StorageOperation.Query, async (h, _) => await h.Sessions.QueryAsync(new())),
            ["terminate"] = (
                StorageOperation.Terminate,
                async (h, s) => await h.Sessions.TerminateAsync(s.Id, "r", "x")
            ),
            ["terminate all"] = (
                StorageOperation.TerminateAll,
                async (h, _) => await h.Sessions.TerminateAllAsync("alice", "r", "x")
            ),
            ["erase"] = (StorageOperation.EraseUser, async (h, _) => await h.Sessions.EraseUserAsync("alice", "r")),
            ["statistics"] = (StorageOperation.GetStatistics, async (h, _) => await h.Sessions.GetStatisticsAsync()),
            ["expire"] = (StorageOperation.ExpireDue, async (h, _) => await h.Sessions.CleanUpAsync()),
            ["purge"] = (StorageOperation.Purge, async (h, _) => await h.Sessions.CleanUpAsync()),
        };

    public static TheoryData<string> Operations => [.. All.Keys];

    [Theory]
    [Trait("Sec", "35")]
    [MemberData(nameof(Operations))]
    public async Task A_storage_that_throws_is_one_kind_of_failure_and_never_a_success(string name)
    {
        await using var host = SessionHost.Create();
        var subject = await SignInAsync(host);
        var audited = host.Audit.Events.Length;
        host.Storage.Fail(All[name].Operation, exception: new InvalidOperationException("driver: password=hunter2"));

        var exception = await Assert.ThrowsAsync<SessionStorageException>(() => All[name].Act(host, subject));

        Assert.IsType<InvalidOperationException>(exception.InnerException);
        Assert.DoesNotContain("hunter2", exception.Message, StringComparison.Ordinal);
        Assert.Equal(audited, host.Audit.Events.Length);
    }

    [Theory]
    [Trait("Sec", "35")]
    [MemberData(nameof(Operations))]
    public async Task A_storage_exception_of_its_own_goes_through_as_it_is(string name)
    {
        await using var host = SessionHost.Create();
        var subject = await SignInAsync(host);
        var own = new SessionStorageException("own");
        host.Storage.Fail(All[name].Operation, exception: own);

        Assert.Same(own, await Assert.ThrowsAsync<SessionStorageException>(() => All[name].Act(host, subject)));
    }

    [Theory]
    [Trait("Sec", "36")]
    [MemberData(nameof(Operations))]
    public async Task A_storage_that_hangs_is_left_in_time(string name)
    {
        await using var host = SessionHost.Create();
        var subject = await SignInAsync(host);
        using var held = host.Storage.Hold(All[name].Operation);
        var bulk = name is "list" or "terminate all" or "erase" or "statistics" or "expire" or "purge";

        var call = All[name].Act(host, subject);
        await held.Reached.WaitAsync(Patience.Limit);
        await host.Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
        host.Clock.Advance(((bulk ? 30 : 1) * Second) - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var exception = await Assert.ThrowsAsync<SessionStorageException>(() => call.WaitAsync(Patience.Limit));
        Assert.Contains("StorageTimeout", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_write_that_is_left_is_told_to_stop()
    {
        await using var host = SessionHost.Create();
        var stopped = Patience.Signal();
        var reached = Patience.Signal();
        host.Storage.Before(
            StorageOperation.Insert,
            async token =>
            {
                token.Register(stopped.SetResult);
                reached.SetResult();
                await stopped.Task;
                token.ThrowIfCancellationRequested();
            }
        );

        var call = host.Sessions.CreateAsync(new("alice")).AsTask();
        await reached.Task.WaitAsync(Patience.Limit);
        await host.Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
        host.Clock.Advance(Second);

        await Assert.ThrowsAsync<SessionStorageException>(() => call);
        await stopped.Task.WaitAsync(Patience.Limit);
        Assert.Equal(0, await host.CountAsync());
    }

    [Fact]
    [Trait("Sec", "35")]
    public async Task An_insert_whose_answer_was_lost_gives_no_token()
    {
        await using var host = SessionHost.Create();
        host.Storage.Fail(StorageOperation.Insert, StorageMoment.After);

        await Assert.ThrowsAsync<SessionStorageException>(async () => await host.Sessions.CreateAsync(new("alice")));

        Assert.Empty(host.Audit.Events);
    }

    private static async Task<Subject> SignInAsync(SessionHost host)
    {
        var (session, token) = await host.SignInAsync();
        host.Clock.Advance(Second);
        return new(session.Id, token);
    }

    private sealed record Subject(SessionId Id, string Token);
}
