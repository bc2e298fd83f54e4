using SessionManager.Redis.ChangeFeed;
using SessionManager.Storage.Caching;
using SessionManager.Testing.Logging;

namespace SessionManager.Redis.Tests.ChangeFeed;

public sealed class ChangeFeedStateTests : IDisposable
{
    private readonly CapturingLoggerProvider _logs = new();
    private readonly ChangeFeedState _state;
    private readonly List<string> _told = [];

    public ChangeFeedStateTests() => _state = new ChangeFeedState(_logs.CreateLogger("feed"), TimeProvider.System);

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void ObserversForgetBeforeTheFeedIsConnectedAndAfterItIsNot()
    {
        using var observer = _state.Add(new Observer(this));

        Assert.True(_state.TryConnect(_state.Losses));
        Assert.True(_state.IsConnected);
        Assert.True(_state.Lose());
        Assert.False(_state.IsConnected);

        Assert.Equal(["interrupted, connected: False", "interrupted, connected: False"], _told);
    }

    [Fact]
    public void ALossMeanwhileOutlivesTheConnection()
    {
        var before = _state.Losses;

        Assert.False(_state.Lose());

        Assert.False(_state.TryConnect(before));
        Assert.False(_state.IsConnected);
        Assert.True(_state.TryConnect(_state.Losses));
    }

    [Fact]
    public void AnObserverThatThrowsKeepsNothingFromTheOthers()
    {
        using var first = _state.Add(new Observer(this, throws: true));
        using var second = _state.Add(new Observer(this));

        _state.Changed(SessionChange.OfUser("ada", DateTimeOffset.UnixEpoch));
        _state.TryConnect(_state.Losses);

        Assert.Equal(["changed", "interrupted, connected: False"], _told);
        Assert.Equal(2, _logs.Entries.Count);
    }

    private sealed class Observer(ChangeFeedStateTests test, bool throws = false) : ISessionChangeObserver
    {
        public void OnChanged(SessionChange change) => Tell("changed");

        public void OnInterrupted() => Tell($"interrupted, connected: {test._state.IsConnected}");

        private void Tell(string what)
        {
            if (throws)
                throw new InvalidOperationException("An observer's fault.");
            test._told.Add(what);
        }
    }
}
