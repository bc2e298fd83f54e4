using SessionManager.DependencyInjection;
using SessionManager.Redis.Storage;
using SessionManager.Redis.Tests.Conformance;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>How long Redis keeps what no cleanup deletes.</summary>
[Trait("Req", "1.10")]
public sealed class KeepTests : IAsyncLifetime
{
    private OwnRedis _redis = null!;

    public async Task InitializeAsync() => _redis = await OwnRedis.StartAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    [Trait("Req", "1.12")]
    public async Task A_session_is_kept_for_the_retention_and_a_day_behind_its_end_as_it_moves()
    {
        var kept = TimeSpan.FromDays(31);
        var record = SessionSamples.Create("alice", Moments.Start);
        var (id, opened) = (record.Session.Id, record.Session);
        await _redis.Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        Assert.Equal(opened.ExpiresAt + kept, await ExpiryAsync(SessionKey(id)));

        await _redis.Storage.TouchAsync([new(id, Moments.At(600))], CancellationToken.None);
        Assert.Equal(Moments.At(600) + SessionSamples.IdleTimeout + kept, await ExpiryAsync(SessionKey(id)));

        await _redis.Storage.TerminateAsync(id, Moments.Ending(700), CancellationToken.None);
        Assert.Equal(Moments.At(700) + kept, await ExpiryAsync(SessionKey(id)));
    }

    [Fact]
    public async Task The_keys_of_a_user_are_kept_as_long_as_what_they_may_hold()
    {
        var kept = TimeSpan.FromDays(31);
        var longest = SessionSamples.Create(
            "alice",
            Moments.Start,
            session => session with { AbsoluteExpiresAt = session.CreatedAt.AddDays(30) }
        );
        await _redis.Storage.InsertAsync(longest, SessionLimit.None, CancellationToken.None);
        var shorter = SessionSamples.Create("alice", Moments.At(60));
        await _redis.Storage.InsertAsync(shorter, SessionLimit.None, CancellationToken.None);
        await _redis.Storage.TerminateAsync(shorter.Session.Id, Moments.Ending(70), CancellationToken.None);

        foreach (var name in new[] { "l", "a", "h", "m" })
        {
            var key = RedisShard.OfUser("alice").Key("sm") + name + ":alice";
            Assert.Equal(longest.Session.AbsoluteExpiresAt + kept, await ExpiryAsync(key));
        }
    }

    [Fact]
    public async Task A_mark_is_kept_a_day_longer_than_sessions()
    {
        await _redis.Storage.TerminateAllAsync("alice", null, Moments.Ending(0), CancellationToken.None);

        var key = RedisShard.OfUser("alice").Key("sm") + "m:alice";
        Assert.Equal(Moments.Start + TimeSpan.FromDays(32), await ExpiryAsync(key));
    }

    [Theory]
    [InlineData(SessionCleanupMode.Mark, null)]
    [InlineData(SessionCleanupMode.Delete, 1)]
    [InlineData(SessionCleanupMode.MarkThenPurge, 31)]
    public async Task The_hosts_cleanup_says_how_long(SessionCleanupMode mode, int? days)
    {
        var manager = new SessionManagerOptions();
        manager.Cleanup.Mode = mode;
        var storage = Storages.Open(_redis.Connection, "own", manager: manager);
        var record = SessionSamples.Create("alice", Moments.Start);
        await storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);

        var expected = days is { } number ? record.Session.ExpiresAt.AddDays(number) : (DateTimeOffset?)null;
        Assert.Equal(expected, await ExpiryAsync(SessionKey(record.Session.Id, "own")));
    }

    private static string SessionKey(SessionId id, string prefix = "sm") =>
        RedisShard.Of(id).Key(prefix) + "s:" + id.ToString()[SessionId.Prefix.Length..];

    private async Task<DateTimeOffset?> ExpiryAsync(string key)
    {
        var milliseconds = long.Parse(await _redis.Server.ExecuteAsync("PEXPIRETIME", key), null);
        return milliseconds < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
