using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Servers;

public class SqliteFileTests
{
    [Fact]
    public async Task EntityFrameworkRunsOnTheLinkedSqlite()
    {
        using var file = new SqliteFile();
        await using (var written = new NotesContext(file.ConnectionString))
        {
            await written.Database.EnsureCreatedAsync();
            written.Notes.Add(new() { Text = "kept" });
            await written.SaveChangesAsync();
        }

        await using var read = new NotesContext(file.ConnectionString);

        Assert.Equal("kept", (await read.Notes.SingleAsync()).Text);
    }

    [Fact]
    public async Task TheEngineKnowsReturning()
    {
        using var file = new SqliteFile();
        await using var connection = new SqliteConnection(file.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT sqlite_version()";

        var version = Version.Parse((string)(await command.ExecuteScalarAsync())!);

        // 3.35 brought RETURNING, which Entity Framework's own inserts need.
        Assert.True(version >= new Version(3, 35), $"SQLite {version}");
    }

    [Fact]
    public async Task NothingIsLeftAfterDisposal()
    {
        var file = new SqliteFile();
        await using (var connection = new SqliteConnection(file.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE t (x INT)";
            await command.ExecuteNonQueryAsync();
        }
        Assert.True(File.Exists(file.Path));

        file.Dispose();

        Assert.False(Directory.Exists(Path.GetDirectoryName(file.Path)));
    }

    private sealed class NotesContext(string connectionString) : DbContext
    {
        public DbSet<Note> Notes => Set<Note>();

        protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSqlite(connectionString);
    }

    private sealed class Note
    {
        public int Id { get; set; }

        public required string Text { get; set; }
    }
}
