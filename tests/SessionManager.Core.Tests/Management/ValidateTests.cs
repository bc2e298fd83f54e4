using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

public class ValidateTests
{
    [Fact]
    public async Task A_good_token_says_whose_session_it_is()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();

        var verdict = await host.Sessions.ValidateAsync(token);

        Assert.True(verdict.IsValid);
        Assert.Equal(SessionVerdictReason.Valid, verdict.Reason);
        Assert.Equal(session, verdict.Session);
        Assert.Equal("Valid", verdict.ToString());
    }

    [Theory]
    [Trait("Sec", "4")]
    [InlineData("", SessionVerdictReason.Missing)]
    [InlineData(" ", SessionVerdictReason.Malformed)]
    [InlineData("garbage", SessionVerdictReason.Malformed)]
    public async Task What_is_no_token_never_reaches_the_storage(string text, SessionVerdictReason reason)
    {
        await using var host = SessionHost.Create();

        var verdict = await host.Sessions.ValidateAsync(text);

        Assert.Equal(reason, verdict.Reason);
        Assert.False(verdict.IsValid);
        Assert.Null(verdict.Session);
        Assert.Equal(0, host.Storage.TotalCalls);
        Assert.Empty(host.Audit.Events);
    }

    [Fact]
    [Trait("Sec", "4")]
    public async Task A_misspelled_token_never_reaches_the_storage()
    {
        await using var host = SessionHost.Create();
        var (_, token) = await host.SignInAsync();
        var calls = host.Storage.TotalCalls;
        const string hostile = " \t\n=%+/.\0\u0410\uff21\ud800~";

        foreach (var c in hostile)
        {
            for (var place = 0; place < token.Length; place++)
            {
                var text = token[..place] + c + token[(place + 1)..];
                if (text == token)
                    continue;
                Assert.Equal(SessionVerdictReason.Malformed, await host.JudgeAsync(text));
                Assert.Equal(SessionOutcome.NotFound, (await host.Sessions.RefreshAsync(text)).Outcome);
            }
        }

        Assert.Equal(calls, host.Storage.TotalCalls);
    }

    [Fact]
    [Trait("Sec", "4")]
    public async Task A_malformed_token_costs_no_allocation()
    {
        await using var host = SessionHost.Create();
        string[] inputs = [new('A', 69), new(' ', 70), new('=', 70), new string('A', 26) + "." + new string('%', 43)];

        long Run()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                if (host.Sessions.ValidateAsync(inputs[i % inputs.Length]).Result.IsValid)
                    Assert.Fail("accepted");
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run();
        Assert.Equal(0, Run());
    }

    [Fact]
    [Trait("Sec", "3")]
    public async Task A_public_id_is_no_credential()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();

        Assert.Equal(SessionVerdictReason.Malformed, await host.JudgeAsync(session.Id.ToString()));
        Assert.Equal(SessionVerdictReason.Malformed, await host.JudgeAsync(session.Id.ToString()[5..]));
    }

    [Fact]
    [Trait("Sec", "5")]
    public async Task An_unknown_token_is_refused_and_creates_nothing()
    {
        await using var host = SessionHost.Create();
        var token = new SessionToken(SessionId.Create("alice"), SessionSecret.Create()).Reveal();

        Assert.Equal(SessionVerdictReason.Unknown, await host.JudgeAsync(token));
        Assert.Equal(SessionOutcome.NotFound, (await host.Sessions.RefreshAsync(token)).Outcome);
        Assert.Equal(0, await host.CountAsync());
    }

    [Fact]
    public async Task Another_secret_is_rejected_whatever_the_state_of_the_session()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        var wrong = new SessionToken(session.Id, SessionSecret.Create()).Reveal();

        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(wrong));
        await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout);
        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(wrong));
        Assert.Equal(SessionOutcome.NotFound, (await host.Sessions.RefreshAsync(wrong)).Outcome);
    }

    [Fact]
    public async Task A_secret_opens_its_own_session_only()
    {
        await using var host = SessionHost.Create();
        var (alice, aliceToken) = await host.SignInAsync("alice");
        var (_, bobToken) = await host.SignInAsync("bob");

        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(aliceToken[..27] + bobToken[27..]));
        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(bobToken[..27] + aliceToken[27..]));
        Assert.Equal(alice.Id, (await host.Sessions.ValidateAsync(aliceToken)).Session?.Id);
    }

    [Fact]
    [Trait("Sec", "2")]
    public async Task The_stored_hash_opens_nothing()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        var hash = (await host.RecordAsync(session.Id)).SecretHash;

        var stolen = new SessionToken(session.Id, new SessionSecret(hash.Bytes)).Reveal();

        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(stolen));
    }

    [Fact]
    [Trait("Sec", "16")]
    [Trait("Req", "D")]
    public async Task An_expired_session_is_refused_by_the_clock_with_cleanup_off()
    {
        await using var host = SessionHost.Create(options => options.Cleanup.Enabled = false);
        var (session, token) = await host.SignInAsync();
        host.Clock.SetUtcNow(session.ExpiresAt - TimeSpan.FromTicks(1));
        Assert.Equal(
            SessionVerdictReason.Valid,
            (await host.Sessions.ValidateAsync(token, new() { IsPassive = true })).Reason
        );

        host.Clock.SetUtcNow(session.ExpiresAt);

        Assert.Equal(SessionVerdictReason.Expired, await host.JudgeAsync(token));
        Assert.Null((await host.StoredAsync(session.Id)).Termination);
        Assert.Equal(SessionOutcome.Ended, (await host.Sessions.RefreshAsync(token)).Outcome);
        Assert.False(await host.Sessions.TouchAsync(session.Id));
        Assert.Equal(
            SessionOutcome.Ended,
            (await host.Sessions.ExtendAsync(session.Id, TimeSpan.FromHours(1))).Outcome
        );
        await host.Sessions.CleanUpAsync();
        Assert.Equal(SessionVerdictReason.Expired, await host.JudgeAsync(token));
    }

    [Fact]
    public async Task An_ended_session_is_terminated()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        Assert.True(await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout));

        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(token));
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_that_cannot_be_read_is_refused_audited_and_left_alone(bool synchronous)
    {
        await using var host = SessionHost.Create(build: builder =>
        {
            if (synchronous)
                builder.UseStorage(_ => new UnreadableStorage());
        });
        var token = new SessionToken(SessionId.Create("alice"), SessionSecret.Create()).Reveal();
        host.Storage.Fail(StorageOperation.Find, exception: new SessionRecordUnreadableException("damaged"));

        var verdict = await host.Sessions.ValidateAsync(token, new() { IpAddress = "192.0.2.1\n", UserAgent = "curl" });

        Assert.Equal(SessionVerdictReason.Unreadable, verdict.Reason);
        Assert.False(verdict.IsValid);
        var audited = Assert.Single(host.Audit.Events);
        Assert.Equal(
            (SessionAuditKind.Suspicious, "unreadable_record", null, SessionTermination.System),
            (audited.Kind, audited.Reason, audited.UserId, audited.Actor)
        );
        Assert.Equal(("192.0.2.1\ufffd", "curl"), (audited.IpAddress, audited.UserAgent));
        Assert.Single(host.Logs.Named("SessionRecordUnreadable"));
        Assert.Equal(SessionOutcome.NotFound, (await host.Sessions.RefreshAsync(token)).Outcome);
        Assert.Null(await host.Sessions.GetAsync(SessionId.Create("alice")));
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Replace) + host.Storage.Calls(StorageOperation.Terminate));
    }

    [Fact]
    public void A_verdict_can_be_made_for_a_test()
    {
        Assert.True(SessionVerdict.Valid(Sessions.UserSessionTests.Sample()).IsValid);
        Assert.False(SessionVerdict.Refused(SessionVerdictReason.Expired).IsValid);
        Assert.False(default(SessionVerdict).IsValid);
        Assert.Equal(SessionVerdictReason.Missing, default(SessionVerdict).Reason);
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionVerdict.Refused(SessionVerdictReason.Valid));
        Assert.Throws<ArgumentNullException>(() => SessionVerdict.Valid(null!));
    }
}
