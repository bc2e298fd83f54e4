using System.Buffers;

namespace SessionManager.Jwt.Keys;

/// <summary>The keys of a moment, by id. Immutable.</summary>
internal sealed class JwtKeySet
{
    private const int LongestId = 64;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    private readonly Dictionary<string, JwtSigningKey> _keys;

    /// <exception cref="InvalidOperationException">The keys must not be used so; each fault is named with its fix.</exception>
    public JwtKeySet(IReadOnlyCollection<JwtSigningKey> keys, ISet<JwtAlgorithm> algorithms)
    {
        var faults = Check(keys, algorithms, isComplete: true);
        if (faults.Count > 0)
            throw new InvalidOperationException(string.Join(' ', faults));
        _keys = keys.ToDictionary(static key => key.KeyId, StringComparer.Ordinal);
        All = [.. keys];
    }

    public IReadOnlyList<JwtSigningKey> All { get; }

    /// <summary>What is wrong with keys; nothing when they may be used.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="algorithms">The algorithms that the host allows.</param>
    /// <param name="isComplete">Whether these are all there are, so that one of them must sign.</param>
    public static List<string> Check(
        IReadOnlyCollection<JwtSigningKey> keys,
        ISet<JwtAlgorithm> algorithms,
        bool isComplete
    )
    {
        var faults = new List<string>();
        foreach (var key in keys)
        {
            if (key.KeyId.Length is 0 or > LongestId || key.KeyId.AsSpan().ContainsAnyExcept(IdCharacters))
                faults.Add($"A key id has 1 to {LongestId} letters, digits, hyphens, dots and underscores.");
            else if (key.Weakness is { } weakness)
                faults.Add($"The {key} is too weak: {weakness}. Use a stronger one.");
            if (!algorithms.Contains(key.Algorithm))
                faults.Add($"The {key} is of an algorithm that Algorithms does not allow: add it or remove the key.");
            if (key.RetiresAt <= key.ActivatesAt)
                faults.Add($"The {key} retires before it is active: move RetiresAt after ActivatesAt.");
        }

        faults.AddRange(
            keys.GroupBy(static key => key.KeyId, StringComparer.Ordinal)
                .Where(static group => group.Count() > 1)
                .Select(static group => $"Two keys have the id {group.Key}: give each its own.")
        );
        if (isComplete && !keys.Any(static key => key.CanSign))
            faults.Add("No key can sign: add one with its private half, or a secret.");
        return faults;
    }

    /// <summary>The key of this name; null when there is none.</summary>
    public JwtSigningKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    /// <summary>Whether this very key is among these.</summary>
    public bool Has(JwtSigningKey key) => ReferenceEquals(Find(key.KeyId), key);

    /// <summary>The key that signs now: of those that may, the one activated last.</summary>
    /// <exception cref="InvalidOperationException">All are retired, or not active yet.</exception>
    public JwtSigningKey ToSign(DateTimeOffset now) =>
        All.Where(key => key.CanSign && key.IsActiveAt(now) && !key.IsRetiredAt(now))
            .MaxBy(static key => key.ActivatesAt ?? DateTimeOffset.MinValue)
        ?? throw new InvalidOperationException(
            "No key signs access tokens now: all are retired or not active yet. Add a key to JwtSessionOptions."
        );
}
