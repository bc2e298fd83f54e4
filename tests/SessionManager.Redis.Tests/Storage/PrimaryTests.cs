using System.Runtime.CompilerServices;
using Moq;
using SessionManager.DependencyInjection;
using SessionManager.Redis.Storage;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>A replica may not know yet what has ended: it is not asked, and the new primary is looked for at once.</summary>
[Trait("Sec", "18")]
public sealed class PrimaryTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Mock<IDatabase> _database = new();
    private readonly Mock<IConnectionMultiplexer> _redis = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SessionId _id = SessionId.Create("alice");
    private int _times;

    public PrimaryTests()
    {
        _redis.Setup(redis => redis.GetDatabase(It.IsAny<int>(), It.IsAny<object>())).Returns(_database.Object);
        _redis
            .Setup(redis => redis.ConfigureAsync(It.IsAny<TextWriter>()))
            .Returns(() =>
            {
                if (Interlocked.Increment(ref _times) == 2)
                    _asked.SetResult();
                return Task.FromException<bool>(new IOException("nobody there"));
            });
    }

    [Fact]
    public async Task A_look_up_demands_the_primary()
    {
        Assert.Null(await Storage().FindAsync(_id, default));

        _database.Verify(redis => redis.StringGetAsync(It.IsAny<RedisKey>(), CommandFlags.DemandMaster), Times.Once);
        _database.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_lost_connection_has_the_client_look_for_the_primary_once_a_second()
    {
        // The client makes these itself alone.
        FailWith((Exception)RuntimeHelpers.GetUninitializedObject(typeof(RedisConnectionException)));
        var storage = Storage();
        for (var i = 0; i < 100; i++)
            await Assert.ThrowsAsync<SessionStorageException>(() => storage.FindAsync(_id, default).AsTask());
        Assert.False(_asked.Task.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1001));
        for (var i = 0; i < 100; i++)
            await Assert.ThrowsAsync<SessionStorageException>(() => storage.FindAsync(_id, default).AsTask());

        await _asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, Volatile.Read(ref _times));
    }

    [Fact]
    public async Task Any_other_failure_says_nothing_of_who_is_the_primary()
    {
        FailWith(new TimeoutException("slow"));
        await Assert.ThrowsAsync<SessionStorageException>(() => Storage().FindAsync(_id, default).AsTask());

        _redis.Verify(redis => redis.ConfigureAsync(It.IsAny<TextWriter>()), Times.Never);
    }

    private RedisSessionStorage Storage() =>
        new(_redis.Object, new RedisSessionStorageOptions(), new SessionManagerOptions(), _clock);

    private void FailWith(Exception failure) =>
        _database
            .Setup(redis => redis.StringGetAsync(It.IsAny<RedisKey>(), It.IsAny<CommandFlags>()))
            .ThrowsAsync(failure);
}
