namespace SessionManager.Storage;

/// <summary>What a storage promises of <see cref="ISessionStorage"/>.</summary>
[Flags]
public enum SessionStorageGuarantees
{
    /// <summary>Nothing but finding, by id, what was written.</summary>
    None = 0,

    /// <summary>Every write is one atomic step, also when several processes write: no limit is exceeded, nothing revives.</summary>
    AtomicWrites = 1,

    /// <summary>Sessions of all users can be listed and counted.</summary>
    Listing = 2,

    /// <summary>Ended and expired sessions stay until <see cref="ISessionStorage.PurgeAsync"/>.</summary>
    History = 4,

    /// <summary>The whole contract.</summary>
    All = AtomicWrites | Listing | History,

    /// <summary>
    /// Beyond the contract: each change is announced to the change feed together with the write itself, so that nobody
    /// has to announce it after.
    /// </summary>
    AnnouncesChanges = 8,
}

/// <summary>
/// A storage that promises less or more than the contract says so. One that does not implement this promises
/// <see cref="SessionStorageGuarantees.All"/>.
/// </summary>
public interface ISessionStorageGuarantees
{
    /// <summary>What it promises.</summary>
    SessionStorageGuarantees Guarantees { get; }
}
