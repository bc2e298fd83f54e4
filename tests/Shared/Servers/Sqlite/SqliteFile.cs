using Microsoft.Data.Sqlite;

namespace SessionManager.Tests.Servers;

/// <summary>A SQLite database in a temporary folder, deleted with all its files on disposal.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("session-manager-sqlite-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "test.db");

    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = Path }.ConnectionString;

    public void Dispose()
    {
        // Whatever spelling of the connection string the test used: a pooled connection keeps the file open.
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
