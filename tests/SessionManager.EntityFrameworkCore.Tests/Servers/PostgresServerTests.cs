using Npgsql;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Servers;

public class PostgresServerTests
{
    [PostgresFact]
    public async Task EveryDatabaseIsItsOwn()
    {
        var server = await Postgres.GetAsync();
        var first = await server.CreateDatabaseAsync();
        var second = await server.CreateDatabaseAsync();

        await ExecuteAsync(first, "CREATE TABLE notes (text text)");

        Assert.Equal(1L, await ScalarAsync(first, CountOfTables));
        Assert.Equal(0L, await ScalarAsync(second, CountOfTables));
    }

    [PostgresFact]
    public async Task ATemplateIsFilledOnceAndCloned()
    {
        var server = await Postgres.GetAsync();
        var filled = 0;
        Task Fill(string connectionString)
        {
            Interlocked.Increment(ref filled);
            return ExecuteAsync(connectionString, "CREATE TABLE notes (text text)");
        }

        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CloneAsync()));

        Assert.Equal(1, filled);
        Assert.Equal(4, databases.Distinct().Count());
        foreach (var database in databases)
            Assert.Equal(1L, await ScalarAsync(database, CountOfTables));

        async Task<string> CloneAsync()
        {
            await server.PrepareTemplateAsync("notes", Fill);
            return await server.CreateDatabaseAsync("notes");
        }
    }

    [PostgresFact]
    public async Task ADatabaseInUseCanBeDropped()
    {
        var server = await Postgres.GetAsync();
        var database = await server.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();

        await server.DropDatabaseAsync(database);

        var name = connection.Database;
        Assert.Equal(
            0L,
            await ScalarAsync(server.ConnectionString, $"SELECT count(*) FROM pg_database WHERE datname = '{name}'")
        );
    }

    [PostgresFact]
    public async Task TextIsNotOrderedByBytes()
    {
        var server = await Postgres.GetAsync();

        Assert.Equal(true, await ScalarAsync(server.ConnectionString, "SELECT 'a' < 'B'"));
    }

    [PostgresFact]
    public async Task WhatWasCommittedSurvivesAKill()
    {
        await using var server = await PostgresServer.CreateAsync(new() { Durable = true });
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE TABLE notes (text text); INSERT INTO notes VALUES ('kept')");
        await using var uncommitted = new NpgsqlConnection(database);
        await uncommitted.OpenAsync();
        await using var transaction = await uncommitted.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("INSERT INTO notes VALUES ('lost')", uncommitted, transaction))
            await insert.ExecuteNonQueryAsync();

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(server.ConnectionString, "SELECT 1"));
        await server.StartAsync();

        NpgsqlConnection.ClearPool(uncommitted);
        Assert.Equal("kept", await ScalarAsync(database, "SELECT string_agg(text, ',') FROM notes"));
    }

    [PostgresFact]
    public async Task APausedServerAnswersOnceItIsResumed()
    {
        await using var server = await PostgresServer.CreateAsync();
        var database = await server.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT 1", connection);

        await server.PauseAsync();
        var onOpen = command.ExecuteScalarAsync();
        var onNew = ScalarAsync(server.ConnectionString, "SELECT 2");
        var first = await Task.WhenAny(onOpen, onNew, Task.Delay(TimeSpan.FromMilliseconds(500)));
        Assert.False(onOpen.IsCompleted || onNew.IsCompleted, $"Answered while paused: {first.Status}");
        await server.ResumeAsync();

        Assert.Equal(1, await onOpen);
        Assert.Equal(2, await onNew);
    }

    [PostgresFact]
    public async Task NothingIsLeftAfterDisposal()
    {
        var server = await PostgresServer.CreateAsync();
        var process = server.ProcessId;
        Assert.NotEmpty(ProcessTable.Family(process));

        // Paused is the hardest to end: a signal to stop waits until the process goes on.
        await server.PauseAsync();
        var family = ProcessTable.Family(process);
        await server.DisposeAsync();

        Assert.True(family.Count > 1);
        Assert.False(ProcessTable.IsRunning(family));
        Assert.False(Directory.Exists(server.Folder));
    }

    [PostgresFact]
    public async Task AKilledServerIsDisposedOf()
    {
        var server = await PostgresServer.CreateAsync();
        var family = ProcessTable.Family(server.ProcessId);

        await server.KillAsync();
        Assert.False(ProcessTable.IsRunning(family));
        Assert.True(Directory.Exists(server.Folder));
        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.Folder));
    }

    private const string CountOfTables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";

    private static Task ExecuteAsync(string connectionString, string sql) => ScalarAsync(connectionString, sql);

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
