using System.Runtime.InteropServices;

namespace SessionManager.Storage.Tiered;

/// <summary>What a fast tier knows of a session: a copy, or that it was to be ended, or nothing.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FastTierReading
{
    private readonly IReadOnlyList<FastTierEnding>? _endings;

    /// <summary>Makes a reading.</summary>
    public FastTierReading(SessionRecord? record, IReadOnlyList<FastTierEnding>? endings = null)
    {
        Record = record;
        _endings = endings;
    }

    /// <summary>The copy; null while a write is under way.</summary>
    public SessionRecord? Record { get; }

    /// <summary>
    /// The endings that writers gave, on the session itself (they name no user) and on its partition. The durable storage
    /// decides about whom they do not name.
    /// </summary>
    public IReadOnlyList<FastTierEnding> Endings => _endings ?? [];
}
