using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>Any text is only text: it reads back as it was written, wherever it stands.</summary>
    [Theory]
    [MemberData(nameof(HostileText.AllKeys), MemberType = typeof(HostileText))]
    [Trait("Sec", "34")]
    public virtual async Task Hostile_text_reads_back(string key)
    {
        var text = HostileText.Of(key);
        var record = await OpenAsync(change: session =>
            session with
            {
                UserName = text,
                Roles = [text, "user"],
                Permissions = [text],
                AuthenticationMethods = [text],
                IpAddress = text,
                UserAgent = text,
                Device = new DeviceInfo
                {
                    Name = text,
                    Browser = text,
                    OperatingSystem = text,
                    Fingerprint = text,
                },
                Location = new SessionLocation { CountryCode = text, City = text },
                Risk = new SessionRisk { Score = 1, Reasons = [text] },
                Metadata = SessionMetadata.Empty.With(text, text).With("plain", text),
            }
        );
        await AssertStoredAsync(record);
        Assert.Single(await ListAsync(new SessionFilters { IpAddress = text, Location = text }, Start));
        var end = Ending(1, reason: text, by: text);

        Assert.NotNull(await TerminateAsync(record, end));

        await AssertStoredAsync(Ended(record, end));
    }

    /// <summary>Any text may be a user id, and every member then acts on that user.</summary>
    [Theory]
    [MemberData(nameof(HostileText.Keys), MemberType = typeof(HostileText))]
    [Trait("Sec", "34")]
    public virtual async Task A_user_id_is_only_text(string key)
    {
        var user = HostileText.Of(key);
        var first = await OpenAsync(user);
        var bystander = await OpenAsync(Bob);
        await AssertStoredAsync(first);
        var second = New(user, 1);
        await AssertEvictedAsync(await InsertAsync(second, 1, SessionLimitAction.EvictOldest), second, first);
        Assert.Equal(1, await TouchAsync(second, 2));
        Assert.Equal([second.Session.Id], await LiveIdsAsync(user, At(2)));

        Assert.Single(await TerminateAllAsync(user, Ending(3)));
        var late = New(user, 4, session => session with { AuthenticatedAt = At(2) });
        Assert.Equal(SessionInsertOutcome.Superseded, (await InsertAsync(late, 1, SessionLimitAction.Reject)).Outcome);
        Assert.Equal(2, await Storage.EraseUserAsync(user, CancellationToken.None));

        await AssertStoredAsync(bystander);
        await AssertIndexesAgreeAsync([first.Session.Id, second.Session.Id, bystander.Session.Id], At(5));
    }

    /// <summary>User ids that look alike are different users for lists and limits.</summary>
    [Fact]
    [Trait("Sec", "21")]
    public virtual async Task Look_alike_users_have_sessions_of_their_own()
    {
        foreach (var user in HostileText.LookAlikes)
        {
            var record = New(user);
            await AssertEvictedAsync(await InsertAsync(record, 1, SessionLimitAction.EvictOldest), record);
        }

        foreach (var user in HostileText.LookAlikes)
        {
            var listed = await ListAsync(new SessionFilters { UserId = user }, Start);
            Assert.Equal(user, Assert.Single(listed).UserId);
        }

        if (!ListsAll)
            return;
        var statistics = await Storage.GetStatisticsAsync(Start, CancellationToken.None);
        Assert.Equal(HostileText.LookAlikes.Count, statistics.Users);
    }

    /// <summary>User ids that look alike are ended, marked and erased one by one.</summary>
    [Fact]
    [Trait("Sec", "21")]
    public virtual async Task Look_alike_users_end_one_by_one()
    {
        foreach (var user in HostileText.LookAlikes)
            await OpenAsync(user);

        foreach (var user in HostileText.LookAlikes)
            Assert.Equal(user, Assert.Single(await TerminateAllAsync(user, Ending(10))).Session.UserId);
        foreach (var user in HostileText.LookAlikes)
        {
            Assert.Equal(SessionInsertOutcome.Superseded, await SignInAsync(user, At(9)));
            Assert.Equal(1, await Storage.EraseUserAsync(user, CancellationToken.None));
            Assert.Equal(SessionInsertOutcome.Inserted, await SignInAsync(user, At(9)));
        }
    }
}
