using SessionManager.Storage;

namespace SessionManager.Testing.Storage;

/// <summary>The members of <see cref="ISessionStorage"/>.</summary>
public enum StorageOperation
{
    /// <summary><see cref="ISessionStorage.InsertAsync"/>.</summary>
    Insert,

    /// <summary><see cref="ISessionStorage.FindAsync"/>.</summary>
    Find,

    /// <summary><see cref="ISessionStorage.QueryAsync"/>.</summary>
    Query,

    /// <summary><see cref="ISessionStorage.TouchAsync"/>.</summary>
    Touch,

    /// <summary><see cref="ISessionStorage.ReplaceAsync"/>.</summary>
    Replace,

    /// <summary><see cref="ISessionStorage.TerminateAsync"/>.</summary>
    Terminate,

    /// <summary><see cref="ISessionStorage.TerminateAllAsync"/>.</summary>
    TerminateAll,

    /// <summary><see cref="ISessionStorage.ExpireDueAsync"/>.</summary>
    ExpireDue,

    /// <summary><see cref="ISessionStorage.PurgeAsync"/>.</summary>
    Purge,

    /// <summary><see cref="ISessionStorage.EraseUserAsync"/>.</summary>
    EraseUser,

    /// <summary><see cref="ISessionStorage.GetStatisticsAsync"/>.</summary>
    GetStatistics,
}

/// <summary>On which side of an operation something happens.</summary>
public enum StorageMoment
{
    /// <summary>Before it is done.</summary>
    Before,

    /// <summary>After it is done and before its caller has the answer.</summary>
    After,
}
