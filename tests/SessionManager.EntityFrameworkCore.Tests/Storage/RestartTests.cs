using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Sessions outlive the host that opened them.</summary>
[Trait("Req", "3.9")]
[Trait("Req", "0.28")]
public sealed class RestartTests
{
    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public async Task Sessions_and_ends_are_there_after_a_restart(string kind)
    {
        if (kind == DatabaseKinds.PostgreSql)
            Postgres.Require();
        await using var database = await (await TestDatabase.OnAsync(kind)).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        SessionCreateResult kept;
        SessionCreateResult ended;
        string renewed;
        await using (var first = Application.Start(database))
        {
            kept = await first.Sessions.CreateAsync(
                new SessionCreateRequest("alice")
                {
                    UserName = "Alice",
                    Roles = ["editor"],
                    IpAddress = "192.0.2.1",
                    Metadata = SessionMetadata.Parse("""{"theme":"dark"}"""),
                }
            );
            ended = await first.Sessions.CreateAsync(new SessionCreateRequest("alice"));
            await first.Sessions.TerminateAsync(ended.Session!.Id, "alice", SessionEndReasons.UserLogout);
            renewed = (await first.Sessions.RotateAsync(kept.Session!.Id)).Tokens!.Token;
        }

        await using var second = Application.Start(database);
        var verdict = await second.Sessions.ValidateAsync(renewed);
        Assert.True(verdict.IsValid);
        Assert.Equal(("alice", "Alice"), (verdict.Session.UserId, verdict.Session.UserName));
        Assert.Equal(["editor"], verdict.Session.Roles);
        Assert.Equal("""{"theme":"dark"}""", verdict.Session.Metadata.ToJson());
        Assert.False((await second.Sessions.ValidateAsync(kept.Tokens!.Token)).IsValid);
        Assert.Equal(
            SessionVerdictReason.Terminated,
            (await second.Sessions.ValidateAsync(ended.Tokens!.Token)).Reason
        );
        Assert.Equal(1, (await second.Sessions.GetStatisticsAsync()).Live);
    }
}
