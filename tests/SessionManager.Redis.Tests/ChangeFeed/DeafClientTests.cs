using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using SessionManager.Redis.ChangeFeed;
using SessionManager.Storage.Caching;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.ChangeFeed;

/// <summary>A client that answers to everything and says nothing of what it lost: no server can be made to do that.</summary>
public sealed class DeafClientTests : ISessionChangeObserver, IDisposable
{
    private readonly Mock<ISubscriber> _subscriber = new();
    private readonly RedisSessionChangeFeed _feed;
    private Action<RedisChannel, RedisValue>? _handler;
    private volatile EndPoint _endPoint = new IPEndPoint(IPAddress.Loopback, 1);
    private volatile bool _delivers = true;
    private int _interruptions;

    public DeafClientTests()
    {
        _subscriber
            .Setup(s =>
                s.SubscribeAsync(It.IsAny<RedisChannel>(), It.IsAny<Action<RedisChannel, RedisValue>>(), default)
            )
            .Callback<RedisChannel, Action<RedisChannel, RedisValue>, CommandFlags>(
                (_, handler, _) => _handler = handler
            )
            .Returns(Task.CompletedTask);
        _subscriber
            .Setup(s =>
                s.UnsubscribeAsync(It.IsAny<RedisChannel>(), It.IsAny<Action<RedisChannel, RedisValue>>(), default)
            )
            .Returns(Task.CompletedTask);
        _subscriber
            .Setup(s => s.PublishAsync(It.IsAny<RedisChannel>(), It.IsAny<RedisValue>(), default))
            .Callback<RedisChannel, RedisValue, CommandFlags>(
                (channel, message, _) =>
                {
                    if (_delivers)
                        _handler!(channel, message);
                }
            )
            .ReturnsAsync(1);
        _subscriber.Setup(s => s.PingAsync(default)).ReturnsAsync(TimeSpan.FromMilliseconds(1));
        _subscriber.Setup(s => s.SubscribedEndpoint(It.IsAny<RedisChannel>())).Returns(() => _endPoint);
        var multiplexer = Mock.Of<IConnectionMultiplexer>(m => m.GetSubscriber(null) == _subscriber.Object);
        var soon = TimeSpan.FromMilliseconds(50);
        _feed = new RedisSessionChangeFeed(
            multiplexer,
            new()
            {
                KeyPrefix = "sm",
                HeartbeatInterval = soon,
                HeartbeatTimeout = soon,
            },
            TimeProvider.System,
            NullLogger<RedisSessionChangeFeed>.Instance
        );
        _feed.Subscribe(this);
    }

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task ThatNothingArrivesIsNoticedThoughTheServerAnswers()
    {
        await WaitFor.TrueAsync(() => _feed.IsConnected);

        _delivers = false;
        await WaitFor.TrueAsync(() => !_feed.IsConnected);
        _delivers = true;
        await WaitFor.TrueAsync(() => _feed.IsConnected);

        // On coming, on losing touch, and on coming back.
        Assert.True(Volatile.Read(ref _interruptions) >= 3);
    }

    [Fact]
    public async Task ThatTheClientMovedTheSubscriptionIsNoticed()
    {
        await WaitFor.TrueAsync(() => _feed.IsConnected);

        _endPoint = new IPEndPoint(IPAddress.Loopback, 2);

        await WaitFor.TrueAsync(() => Volatile.Read(ref _interruptions) >= 3);
        await WaitFor.TrueAsync(() => _feed.IsConnected);
    }

    void ISessionChangeObserver.OnChanged(SessionChange change) { }

    void ISessionChangeObserver.OnInterrupted() => Interlocked.Increment(ref _interruptions);
}
