namespace SessionManager.Cli.Connections;

/// <summary>Where sessions are kept.</summary>
internal enum StorageProvider
{
    PostgreSql,
    Sqlite,
    Redis,
}
