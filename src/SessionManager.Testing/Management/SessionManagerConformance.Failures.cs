using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Testing.Storage;
using Xunit;

namespace SessionManager.Testing.Management;

public abstract partial class SessionManagerConformance
{
    private Task CallAsync(StorageOperation operation, SignedIn signedIn) =>
        operation switch
        {
            StorageOperation.Insert => Sessions.CreateAsync(new SessionCreateRequest(Alice)).AsTask(),
            StorageOperation.Find => ValidateAsync(signedIn.Tokens),
            StorageOperation.Query => Sessions.QueryAsync(new SessionQuery()).AsTask(),
            StorageOperation.Touch => Sessions.TouchAsync(signedIn.Id).AsTask(),
            StorageOperation.Replace => RefreshAsync(signedIn.Tokens),
            StorageOperation.Terminate => Sessions.TerminateAsync(signedIn.Id, Alice, "user_logout").AsTask(),
            StorageOperation.TerminateAll => Sessions.TerminateAllAsync(Alice, Alice, "user_logout_all").AsTask(),
            StorageOperation.ExpireDue => Sessions.CleanUpAsync().AsTask(),
            StorageOperation.Purge => Sessions.CleanUpAsync(TimeSpan.Zero).AsTask(),
            StorageOperation.EraseUser => Sessions.EraseUserAsync(Alice, "admin-1").AsTask(),
            StorageOperation.GetStatistics => Sessions.GetStatisticsAsync().AsTask(),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    /// <summary>All operations of a storage.</summary>
    public static TheoryData<StorageOperation> Operations => [.. Enum.GetValues<StorageOperation>()];

    /// <summary>
    /// A storage that fails authenticates nobody and reports no success: each operation fails as one of the storage,
    /// whatever its driver throws, and the trail tells of nothing that was not done.
    /// </summary>
    [Theory]
    [MemberData(nameof(Operations))]
    [Trait("Sec", "35")]
    public virtual async Task A_storage_that_fails_is_never_a_success(StorageOperation operation)
    {
        Start(static options => options.Audit.Mode = SessionAuditMode.Strict);
        var signedIn = await SignInAsync();
        var audited = Audit.Events.Count;
        Exception[] failures =
        [
            new SessionStorageException("down"),
            new InvalidOperationException("down"),
            new TimeoutException("down"),
            new OperationCanceledException("down"),
        ];

        foreach (var failure in failures)
        {
            using var rule = Storage.Fail(operation, exception: failure);
            await Assert.ThrowsAsync<SessionStorageException>(() => CallAsync(operation, signedIn));
        }

        Assert.Equal(audited, Audit.Events.Count);
        Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
    }

    /// <summary>A storage that does not answer is given up on in time.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    [Trait("Sec", "36")]
    public virtual async Task A_storage_that_hangs_is_given_up_on(StorageOperation operation)
    {
        var signedIn = await SignInAsync();
        using var hold = Storage.Hold(operation);

        var call = CallAsync(operation, signedIn);
        await SoonAsync(hold.Reached);
        Assert.False(call.IsCompleted);
        // The call's own timer may come only now: the one seen first can be that of a read before it.
        using var limit = new CancellationTokenSource(_soon);
        while (!call.IsCompleted && !limit.IsCancellationRequested)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System));
        }

        await Assert.ThrowsAsync<SessionStorageException>(() => SoonAsync(call));
    }

    /// <summary>A read follows its caller's cancellation.</summary>
    [Theory]
    [InlineData(StorageOperation.Find)]
    [InlineData(StorageOperation.Query)]
    [InlineData(StorageOperation.GetStatistics)]
    [Trait("Sec", "36")]
    public virtual async Task A_read_can_be_cancelled(StorageOperation operation)
    {
        var signedIn = await SignInAsync();
        using var cancellation = new CancellationTokenSource();
        using var hold = Storage.Hold(operation);
        Task call = operation switch
        {
            StorageOperation.Find => Sessions
                .ValidateAsync(Presented(signedIn.Tokens), default, cancellation.Token)
                .AsTask(),
            StorageOperation.Query => Sessions.QueryAsync(new SessionQuery(), cancellation.Token).AsTask(),
            _ => Sessions.GetStatisticsAsync(cancellation.Token).AsTask(),
        };
        await SoonAsync(hold.Reached);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SoonAsync(call));
    }

    /// <summary>A revoke that has begun finishes, though its caller has left.</summary>
    [Fact]
    [Trait("Sec", "36")]
    public virtual async Task A_revoke_that_began_finishes()
    {
        var signedIn = await SignInAsync();
        using var cancellation = new CancellationTokenSource();
        var hold = Storage.Hold(StorageOperation.Terminate);
        var revoke = Sessions.TerminateAsync(
            signedIn.Id,
            "admin-1",
            SessionEndReasons.AdminRevoked,
            cancellation.Token
        );
        await SoonAsync(hold.Reached);

        await cancellation.CancelAsync();
        hold.Release();

        Assert.True(await revoke);
        await AssertRefusedAsync(SessionVerdictReason.Terminated, signedIn.Tokens);
    }

    /// <summary>What has not the form of a token reaches no storage.</summary>
    [Fact]
    [Trait("Sec", "4")]
    public virtual async Task A_malformed_token_reaches_no_storage()
    {
        var signedIn = await SignInAsync();
        var token = Presented(signedIn.Tokens);
        var calls = Storage.TotalCalls;
        string[] malformed =
        [
            string.Empty,
            signedIn.Id.ToString(),
            token[..^1],
            token + "A",
            token + "=",
            " " + token,
            new string('A', 1 << 20),
            .. HostileText.All,
        ];

        foreach (var presented in malformed)
        {
            Assert.False((await ValidateAsync(presented)).IsValid);
            Assert.False((await Sessions.RefreshAsync(presented)).Succeeded);
        }

        Assert.Equal(calls, Storage.TotalCalls);
    }

    /// <summary>What a thief of the storage or of a list has lets nobody in.</summary>
    [Fact]
    [Trait("Sec", "2")]
    [Trait("Sec", "3")]
    public virtual async Task What_is_stored_lets_nobody_in()
    {
        var signedIn = await RefreshedAsync(await SignInAsync());
        var record = await Storage.FindAsync(signedIn.Id, CancellationToken.None);
        var stolen = new SessionToken(signedIn.Id, new SessionSecret(record!.SecretHash.Bytes)).Reveal();
        var replaced = new SessionToken(signedIn.Id, new SessionSecret(record.Replaced!.Hash.Bytes)).Reveal();

        foreach (var token in new[] { stolen, replaced, signedIn.Id.ToString() })
        {
            Assert.False((await ValidateAsync(token)).IsValid);
            Assert.False((await Sessions.RefreshAsync(token)).Succeeded);
        }

        Assert.True((await ValidateAsync(signedIn.Tokens)).IsValid);
    }

    /// <summary>No secret, token or hash is in any log line at any level, nor in the trail.</summary>
    [Fact]
    [Trait("Sec", "8")]
    [Trait("Sec", "2")]
    [Trait("Req", "0.19")]
    public virtual async Task No_secret_is_logged_or_audited()
    {
        Start(static options => options.Audit.Mode = SessionAuditMode.Strict);
        var first = await SignInAsync();
        var second = await RefreshedAsync(first);
        var rotated = await Sessions.RotateAsync(first.Id);
        var record = await Storage.FindAsync(first.Id, CancellationToken.None);
        await ValidateAsync(second.Tokens);
        using (Storage.Fail())
            await Assert.ThrowsAsync<SessionStorageException>(() => RefreshAsync(rotated.Tokens!));
        var third = await RefreshAsync(rotated.Tokens!);
        Clock.Advance(_grace);
        Assert.Equal(SessionOutcome.Ended, (await RefreshAsync(rotated.Tokens!)).Outcome);

        var trail = RecordText.Of(Audit.Events);
        Assert.NotEmpty(Logs.Entries);
        Assert.NotEmpty(trail);
        string[] canaries =
        [
            .. new[] { first.Tokens, second.Tokens, rotated.Tokens!, third.Tokens! }.SelectMany(Secrets),
            Convert.ToHexString(record!.SecretHash.Bytes),
            Convert.ToBase64String(record.SecretHash.Bytes),
        ];
        foreach (var canary in canaries)
        {
            Assert.DoesNotContain(canary, Logs.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(canary, trail, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>The tokens, and the part of each that is not the id.</summary>
    private IEnumerable<string> Secrets(SessionTokens tokens) =>
        new[] { Presented(tokens), PresentedForRefresh(tokens) }.SelectMany(static token =>
            new[] { token, token[(token.LastIndexOf('.') + 1)..] }
        );
}
