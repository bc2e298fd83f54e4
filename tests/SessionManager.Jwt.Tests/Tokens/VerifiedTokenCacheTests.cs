using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Testing;
using SessionManager.Testing.Samples;

namespace SessionManager.Jwt.Tests.Tokens;

public sealed class VerifiedTokenCacheTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 10)]
    public async Task It_is_bounded(int size, int most)
    {
        var backend = JwtParts.Backend(_clock, options => options.VerifiedTokenCacheSize = size);
        var session = SessionSamples.Create("alice", _clock.GetUtcNow()).Session;
        for (var i = 0; i < 50; i++)
        {
            var token = (await backend.IssueAsync(session, default)).Tokens.Token;
            Assert.True(backend.Read(token).IsWellFormed);
            Assert.InRange(backend.Cache.Count, 0, most);
        }
    }

    /// <summary>What is in use stays while others come and go, and it is the same thing that is found again.</summary>
    [Fact]
    public async Task What_is_in_use_stays()
    {
        var backend = JwtParts.Backend(_clock, static options => options.VerifiedTokenCacheSize = 10);
        var session = SessionSamples.Create("alice", _clock.GetUtcNow()).Session;
        var used = (await backend.IssueAsync(session, default)).Tokens.Token;
        var first = backend.Read(used).State;
        Assert.NotNull(first);
        for (var i = 0; i < 50; i++)
        {
            Assert.True(backend.Read((await backend.IssueAsync(session, default)).Tokens.Token).IsWellFormed);
            Assert.Same(first, backend.Read(used).State);
        }
    }

    /// <summary>Only good tokens are remembered: garbage cannot push them out.</summary>
    [Fact]
    [Trait("Sec", "25")]
    public async Task Refused_tokens_are_not_remembered()
    {
        var backend = JwtParts.Backend(_clock);
        var token = (await backend.IssueAsync(SessionSamples.Create("alice", _clock.GetUtcNow()).Session, default))
            .Tokens
            .Token;

        for (var i = 1; i < 100; i++)
            Assert.False(backend.Read(token.AsSpan()[..^i]).IsWellFormed);

        Assert.Equal(0, backend.Cache.Count);
    }
}
