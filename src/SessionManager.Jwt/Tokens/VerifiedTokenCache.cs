using System.Collections.Concurrent;

namespace SessionManager.Jwt.Tokens;

/// <summary>
/// Remembers tokens whose signature was good, and nothing more: whether one still lets its client in is asked anew each
/// time. Bounded: of two halves, the one that was not used for longer is forgotten when the other is full.
/// </summary>
internal sealed class VerifiedTokenCache(int capacity)
{
    private readonly int _half = Math.Max(1, capacity / 2);
    private readonly bool _isOn = capacity > 0;
    private readonly Lock _turn = new();
    private volatile Half _young = new();
    private volatile Half _old = new();

    public int Count => _young.Tokens.Count + _old.Tokens.Count;

    public VerifiedAccessToken? Find(in TokenDigest digest)
    {
        if (_young.Tokens.TryGetValue(digest, out var token))
            return token;
        if (!_old.Tokens.TryGetValue(digest, out token))
            return null;
        // In use: it moves over, to survive the next turn.
        Add(digest, token);
        return token;
    }

    public void Add(in TokenDigest digest, VerifiedAccessToken token)
    {
        if (!_isOn)
            return;
        var young = _young;
        if (young.Tokens.TryAdd(digest, token) && Interlocked.Increment(ref young.Count) >= _half)
            Turn(young);
    }

    public void Remove(in TokenDigest digest)
    {
        // What was counted stays counted: a half that turns a little early does no harm.
        _young.Tokens.TryRemove(digest, out _);
        _old.Tokens.TryRemove(digest, out _);
    }

    private void Turn(Half full)
    {
        lock (_turn)
        {
            if (!ReferenceEquals(_young, full))
                return;
            _old = full;
            _young = new Half();
        }
    }

    private sealed class Half
    {
        public readonly ConcurrentDictionary<TokenDigest, VerifiedAccessToken> Tokens = new();
        public int Count;
    }
}
