using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace SessionManager.Tests.Servers;

/// <summary>
/// A private PostgreSQL on a free port of 127.0.0.1, with its data in a temporary folder. It ends with this object, or
/// with the test process however that ends. Members may be called concurrently, but for those that start, kill, pause,
/// resume and dispose.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PostgresServerOptions _options;
    private readonly string _folder;
    private readonly string _log;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _templates = new(StringComparer.Ordinal);
    private int _port;
    private int _databases;
    private SupervisedProcess? _process;

    private PostgresServer(PostgresServerOptions options, string folder)
    {
        _options = options;
        _folder = folder;
        _log = Path.Combine(folder, "server.log");
    }

    /// <summary>To the database "postgres" of the superuser, unpooled, for what concerns the whole server.</summary>
    public string ConnectionString => To("postgres", pooling: false);

    public int Port => _port;

    /// <summary>The first process of the server, and 0 while it is down.</summary>
    public int ProcessId => _process?.Pid ?? 0;

    /// <summary>Where the data is: gone once the server is disposed.</summary>
    public string Folder => _folder;

    /// <summary>Creates the data folder and starts the server. Takes one to three seconds.</summary>
    public static async Task<PostgresServer> CreateAsync(PostgresServerOptions? options = null)
    {
        if (PostgresBinaries.Folder is null)
            throw new InvalidOperationException(Postgres.Missing);

        // Root's own temporary folder may be closed to the user the server runs as.
        var parent = Environment.IsPrivilegedProcess ? "/tmp" : Path.GetTempPath();
        var folder = Path.Combine(parent, $"session-manager-postgres-{Guid.NewGuid():N}");
        await Commands.RunAsync(PostgresBinaries.AsServerUser("mkdir", "-m", "755", folder));
        var server = new PostgresServer(options ?? new(), folder);
        try
        {
            await server.InitializeAsync();
            await server.StartFirstAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a killed server on the data and the port it had, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
            throw new InvalidOperationException("The server runs.");

        string[] command =
        [
            PostgresBinaries.Program("postgres"),
            "-D",
            Path.Combine(_folder, "data"),
            .. Settings().SelectMany(setting => new[] { "-c", $"{setting.Name}={setting.Value}" }),
        ];
        _process = await SupervisedProcess.StartAsync("QUIT", _folder, _log, PostgresBinaries.AsServerUser(command));
        await WaitUntilReadyAsync();
    }

    /// <summary>
    /// Kills every process of the server at once, as a power cut would end them. The data stays for
    /// <see cref="StartAsync"/>; what it holds of recent commits is what <see cref="PostgresServerOptions"/> promised.
    /// </summary>
    public async Task KillAsync()
    {
        await Running().KillAsync();
        _process = null;
    }

    /// <summary>Makes the server hang: connections stay open, new ones are accepted by the system, nothing answers.</summary>
    public Task PauseAsync() => Running().PauseAsync();

    /// <summary>Lets a paused server go on with what it was asked meanwhile.</summary>
    public Task ResumeAsync() => Running().ResumeAsync();

    /// <summary>A new empty database, and the connection string to it.</summary>
    public Task<string> CreateDatabaseAsync() => CreateFromAsync("template1");

    /// <summary>A new copy of what <see cref="PrepareTemplateAsync"/> left under that name, and the connection string to it.</summary>
    public Task<string> CreateDatabaseAsync(string templateName) => CreateFromAsync(templateName);

    /// <summary>
    /// Creates and fills a database to be cloned, at the first call of a name; later ones wait for that. Afterwards
    /// nothing connects to it any more, because a database is cloned only while nobody uses it.
    /// </summary>
    public Task PrepareTemplateAsync(string templateName, Func<string, Task> fill) =>
        _templates.GetOrAdd(templateName, name => new Lazy<Task>(() => FillAsync(name, fill))).Value;

    /// <summary>Removes a database, connections to it included: for suites that make more than a server should hold.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        ClearPool(connectionString);
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = null;
        // A server that was killed, or never started, left its folder.
        if (!Directory.Exists(_folder))
            return;
        await RemoveSharedMemoryAsync();
        await Commands.RunAsync("rm", "-rf", _folder);
    }

    // The system keeps the few bytes that mark a data folder as in use beyond a kill, and holds few such segments.
    private async Task RemoveSharedMemoryAsync()
    {
        var lockFile = Path.Combine(_folder, "data", "postmaster.pid");
        if (!File.Exists(lockFile))
            return;
        var lines = await File.ReadAllLinesAsync(lockFile);
        if (lines.Length >= 7 && lines[6].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var segment])
            await Commands.RunAsync("ipcrm", "-m", segment);
    }

    // An order that differs from that of the bytes, as on most servers in production: code that leans on the one of
    // the test machine would show otherwise only there.
    private async Task InitializeAsync()
    {
        string[] common =
        [
            PostgresBinaries.Program("initdb"),
            "--no-sync",
            "--no-instructions",
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "-D",
            Path.Combine(_folder, "data"),
        ];
        try
        {
            await Commands.RunAsync(
                PostgresBinaries.AsServerUser([.. common, "--locale=C", "--locale-provider=icu", "--icu-locale=en"])
            );
        }
        catch (InvalidOperationException)
        {
            // Before version 15, or built without ICU: initdb removed what it had created.
            await Commands.RunAsync(PostgresBinaries.AsServerUser([.. common, "--locale=C"]));
        }
    }

    private async Task StartFirstAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            _port = LoopbackPort.FindFree();
            try
            {
                await StartAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < 3 && _process is { IsRunning: false })
            {
                // Another process took the port in between.
                await _process.KillAsync();
                _process = null;
            }
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException exception)
            {
                if (waited.Elapsed > Patience || !Running().IsRunning)
                {
                    throw new InvalidOperationException(
                        $"PostgreSQL did not start. It said:\n{await File.ReadAllTextAsync(_log)}",
                        exception
                    );
                }
            }

            await Task.Delay(20);
        }
    }

    private IEnumerable<(string Name, string Value)> Settings()
    {
        yield return ("port", _port.ToString(CultureInfo.InvariantCulture));
        yield return ("listen_addresses", "127.0.0.1");
        // No socket file: its path must be shorter than some temporary folders are.
        yield return ("unix_socket_directories", "");
        // In the folder that is deleted, not in memory that stays after a kill.
        yield return ("dynamic_shared_memory_type", "mmap");
        yield return ("max_connections", _options.MaxConnections.ToString(CultureInfo.InvariantCulture));
        yield return ("synchronous_commit", _options.SynchronousCommit ? "on" : "off");
        if (_options.Durable)
            yield break;
        yield return ("fsync", "off");
        yield return ("full_page_writes", "off");
    }

    private async Task FillAsync(string templateName, Func<string, Task> fill)
    {
        await ExecuteAsync($"CREATE DATABASE \"{templateName}\"");
        var connectionString = To(templateName, pooling: false);
        await fill(connectionString);
        await ExecuteAsync($"ALTER DATABASE \"{templateName}\" WITH ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{templateName}'");
    }

    private async Task<string> CreateFromAsync(string templateName)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE \"{name}\" TEMPLATE \"{templateName}\"");
        return To(name, pooling: true);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void ClearPool(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    private string To(string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _port,
            Username = "postgres",
            Database = database,
            Pooling = pooling,
            IncludeErrorDetail = true,
            // Every test has a pool of its own: what is idle goes soon, or they would use up the server together.
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 2,
        }.ConnectionString;

    private SupervisedProcess Running() => _process ?? throw new InvalidOperationException("The server is down.");
}
