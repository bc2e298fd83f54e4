using System.Globalization;
using SessionManager.Redis.FastTier;
using SessionManager.Redis.Tests.Conformance;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Storage.Tiered;
using SessionManager.Testing.Samples;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.FastTier;

public sealed class RedisFastTierFailureTests : IAsyncLifetime
{
    private readonly MemorySessionStorage _durable = new();
    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;

    private RedisServer Server => _server!;

    public async Task InitializeAsync()
    {
        SharedRedis.Require();
        _server = await RedisServer.CreateAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_connection is not null)
            await _connection.CloseAsync(allowCommandsToComplete: false);
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_look_up_is_one_command_and_needs_no_durable_storage()
    {
        var (record, tier) = (await OpenAsync(), Tier());
        await FillAsync(tier, record);
        await Connections.SettleAsync(_connection!);
        var before = await CommandsAsync();

        Assert.NotNull((await tier.ReadAsync(record.Session.Id, default)).Record);

        // The question itself is one as well.
        Assert.Equal(2, await CommandsAsync() - before);
    }

    [Fact]
    public async Task Nothing_stays_for_ever()
    {
        var (record, tier) = (await OpenAsync(), Tier());
        var other = await OpenAsync("bob");
        await FillAsync(tier, record);
        await tier.BeginAsync("w", [FastTierScope.OfSession(other.Session.Id)], null, default);
        await tier.BeginAsync("w", [FastTierScope.OfUser("carol")], null, default);

        var keys = (await Server.ExecuteAsync("KEYS", "*")).Split('\n');

        Assert.Equal(4, keys.Length);
        foreach (var key in keys)
        {
            var left = long.Parse(await Server.ExecuteAsync("PTTL", key), CultureInfo.InvariantCulture);
            Assert.InRange(left, 1, (long)TimeSpan.FromMinutes(6).TotalMilliseconds);
        }
    }

    [Fact]
    public async Task A_copy_is_kept_no_longer_than_its_session_lives()
    {
        var record = SessionSamples.Create(
            "alice",
            TimeProvider.System.GetUtcNow() - SessionSamples.IdleTimeout.Add(TimeSpan.FromSeconds(-20))
        );
        var tier = Tier();

        await FillAsync(tier, record);

        var key = (string)new FastTierKeys("sm").Session(record.Session.Id)!;
        Assert.InRange(long.Parse(await Server.ExecuteAsync("PTTL", key), CultureInfo.InvariantCulture), 1, 20_000);
    }

    /// <summary>A writer that died is forgotten although others come all the time.</summary>
    [Fact]
    public async Task The_mark_of_a_dead_writer_is_not_prolonged_by_others()
    {
        var record = await OpenAsync();
        var scope = FastTierScope.OfSession(record.Session.Id);
        var dying = Tier(TimeSpan.FromMilliseconds(50));
        var tier = Tier();
        await dying.BeginAsync("dead", [scope], null, default);
        await tier.BeginAsync("live", [scope], null, default);
        await Task.Delay(100);

        await tier.EndAsync("live", [scope], default);

        await FillAsync(tier, record);
    }

    [Fact]
    public async Task Scripts_are_loaded_again_where_they_were_lost()
    {
        var (record, tier) = (await OpenAsync(), Tier());
        await FillAsync(tier, record);
        var scopes = Enumerable.Range(0, 50).Select(_ => FastTierScope.OfSession(SessionId.Create("alice"))).ToList();
        await tier.BeginAsync("w", scopes, null, default);
        await Server.ExecuteAsync("SCRIPT", "FLUSH");

        await tier.BeginAsync("w2", [.. scopes, FastTierScope.OfSession(record.Session.Id)], null, default);

        Assert.Null((await tier.ReadAsync(record.Session.Id, default)).Record);
    }

    [Fact]
    public async Task A_restart_loses_copies_and_nothing_else()
    {
        // What is down says so at once; a server that is up may take its time.
        await using var storage = Storage(TieredRedisStorageConformance.Patient);
        var (record, ended) = (await OpenAsync(), await OpenAsync());
        await storage.FindAsync(record.Session.Id, default);
        await storage.TerminateAsync(ended.Session.Id, Ending(), default);

        await Server.KillAsync();
        SessionRecordAssert.Same(record, await storage.FindAsync(record.Session.Id, default));
        await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await storage.TerminateAsync(record.Session.Id, Ending(), default)
        );
        await Server.StartAsync();

        Assert.NotNull((await storage.FindAsync(record.Session.Id, default))!.Session.Termination);
        Assert.NotNull((await storage.FindAsync(ended.Session.Id, default))!.Session.Termination);
        var later = await OpenAsync();
        await WaitFor.TrueAsync(async () =>
        {
            await storage.FindAsync(later.Session.Id, default);
            return (await Server.ExecuteAsync("KEYS", "*:t:*")).Length > 0;
        });
        SessionRecordAssert.Same(later, await storage.FindAsync(later.Session.Id, default));
        await WaitFor.TrueAsync(() =>
            storage
                .TerminateAsync(record.Session.Id, Ending(), default)
                .AsTask()
                .ContinueWith(static t => t.IsCompletedSuccessfully, TaskScheduler.Default)
        );
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_hanging_server_holds_nobody_up()
    {
        await using var storage = Storage();
        var record = await OpenAsync();
        await storage.FindAsync(record.Session.Id, default);
        await Server.PauseAsync();
        try
        {
            SessionRecordAssert.Same(
                record,
                await storage.FindAsync(record.Session.Id, default).AsTask().WaitAsync(TimeSpan.FromSeconds(5))
            );
            await Assert.ThrowsAsync<SessionStorageException>(() =>
                storage.TerminateAsync(record.Session.Id, Ending(), default).AsTask().WaitAsync(TimeSpan.FromSeconds(5))
            );
            Assert.NotNull((await storage.FindAsync(record.Session.Id, default))!.Session.Termination);
        }
        finally
        {
            await Server.ResumeAsync();
        }

        await WaitFor.TrueAsync(async () => (await Tier().ReadAsync(record.Session.Id, default)).Record is null);
    }

    private static SessionTermination Ending() =>
        new()
        {
            At = TimeProvider.System.GetUtcNow(),
            By = "admin-1",
            Reason = SessionEndReasons.AdminRevoked,
        };

    private static async Task FillAsync(RedisFastTier tier, SessionRecord record) =>
        Assert.True(
            await tier.FillAsync(record, (await tier.LeaseAsync(record.Session.Id, default))!, default),
            "The lease stood."
        );

    private RedisFastTier Tier(TimeSpan? markTime = null) =>
        new(_connection!, new RedisCacheOptions(), TimeProvider.System)
        {
            MarkTime = markTime ?? TimeSpan.FromMinutes(6),
        };

    private TieredSessionStorage Storage(TieredStorageOptions? options = null) => new(_durable, Tier(), options);

    private async Task<SessionRecord> OpenAsync(string user = "alice")
    {
        var record = SessionSamples.Create(user, TimeProvider.System.GetUtcNow());
        await _durable.InsertAsync(record, SessionLimit.None, default);
        return record;
    }

    private async Task<long> CommandsAsync() =>
        long.Parse(await Server.InfoAsync("total_commands_processed"), CultureInfo.InvariantCulture);
}
