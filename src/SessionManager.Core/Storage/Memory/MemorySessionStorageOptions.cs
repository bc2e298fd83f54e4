namespace SessionManager.Storage.Memory;

/// <summary>Bounds of the memory storage.</summary>
public sealed class MemorySessionStorageOptions
{
    /// <summary>
    /// How many ended sessions are kept as history. When there are more, those that ended first are deleted before
    /// their retention is over.
    /// </summary>
    /// <value>Default 100,000.</value>
    public int MaxEndedSessions { get; set; } = 100_000;
}
