namespace SessionManager.Testing.Races;

/// <summary>A sequence that looks random and is the same in every run (SplitMix64). Not thread-safe.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>From zero up to but not including a bound.</summary>
    public int Next(int below)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)below);
    }

    public T Pick<T>(params ReadOnlySpan<T> items) => items[Next(items.Length)];

    /// <summary>The value half of the time, else nothing.</summary>
    public string? Maybe(string value) => Next(2) == 0 ? value : null;

    /// <inheritdoc cref="Maybe(string)"/>
    public T? MaybeValue<T>(T value)
        where T : struct => Next(2) == 0 ? value : null;
}
