using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SessionManager.Tests.Servers;

/// <summary>
/// A private Redis on a free port of 127.0.0.1, with its data in a temporary folder. It ends with this object, or with
/// the test process however that ends.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RedisServerOptions _options;
    private readonly string _log;
    private int _port;
    private SupervisedProcess? _process;

    private RedisServer(RedisServerOptions options, string folder)
    {
        _options = options;
        Folder = folder;
        _log = Path.Combine(folder, "server.log");
    }

    /// <summary>The server's program, or null without Redis.</summary>
    internal static string? Program { get; } =
        Commands.FindFolder(["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"], "redis-server") is { } folder
            ? Path.Combine(folder, "redis-server")
            : null;

    public IPEndPoint EndPoint => new(IPAddress.Loopback, _port);

    /// <summary>For StackExchange.Redis, with the password when there is one.</summary>
    public string ConnectionString =>
        _options.Password is { } password ? $"{EndPoint},password={password}" : EndPoint.ToString();

    /// <summary>Of the server, and 0 while it is down.</summary>
    public int ProcessId => _process?.Pid ?? 0;

    /// <summary>Where the data is: gone once the server is disposed.</summary>
    public string Folder { get; }

    /// <summary>Starts a server. Takes about 50 ms.</summary>
    public static async Task<RedisServer> CreateAsync(RedisServerOptions? options = null)
    {
        if (Program is null)
            throw new InvalidOperationException(SharedRedis.Missing);

        var folder = Directory.CreateTempSubdirectory("session-manager-redis-").FullName;
        var server = new RedisServer(options ?? new(), folder);
        try
        {
            await server.StartFirstAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts a killed server on the port it had, and waits until it answers. It holds what it held when
    /// <see cref="RedisServerOptions.Persistent"/>, unless that is to be lost.
    /// </summary>
    public async Task StartAsync(bool loseData = false)
    {
        if (_process is not null)
            throw new InvalidOperationException("The server runs.");

        var appendOnly = Path.Combine(Folder, "appendonlydir");
        if (loseData && Directory.Exists(appendOnly))
            Directory.Delete(appendOnly, recursive: true);
        var settings = Path.Combine(Folder, "redis.conf");
        await File.WriteAllLinesAsync(settings, Settings());
        _process = await SupervisedProcess.StartAsync("KILL", Folder, _log, Program!, settings);
        await WaitUntilReadyAsync();
    }

    /// <summary>Kills the server as a power cut would end it.</summary>
    public async Task KillAsync()
    {
        await Running().KillAsync();
        _process = null;
    }

    /// <summary>Makes the server hang: connections stay open, new ones are accepted by the system, nothing answers.</summary>
    public Task PauseAsync() => Running().PauseAsync();

    /// <summary>Lets a paused server go on with what it was asked meanwhile.</summary>
    public Task ResumeAsync() => Running().ResumeAsync();

    /// <summary>
    /// Sends one command over a connection of its own, with the password when there is one. The elements of an array
    /// come on lines of their own.
    /// </summary>
    /// <exception cref="InvalidOperationException">The server refused.</exception>
    public async Task<string> ExecuteAsync(params string[] command)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var connection = await RedisConnection.OpenAsync(EndPoint, patience.Token);
        if (_options.Password is { } password)
            await connection.SendAsync(["AUTH", password], patience.Token);
        var answer = await connection.SendAsync(command, patience.Token);
        return answer is ['-', >= 'A' and <= 'Z', ..]
            ? throw new InvalidOperationException($"{command[0]} was refused: {answer[1..]}")
            : answer;
    }

    /// <summary>The server's word on a field of <c>INFO</c>; empty when it has none.</summary>
    public async Task<string> InfoAsync(string field)
    {
        var info = await ExecuteAsync("INFO", "everything");
        var line = info.Split("\r\n").FirstOrDefault(l => l.StartsWith($"{field}:", StringComparison.Ordinal));
        return line?[(field.Length + 1)..] ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = null;
        // A server that was killed, or never started, left its folder.
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
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
                await KillAsync();
            }
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (waited.Elapsed > Patience || !Running().IsRunning)
            {
                throw new InvalidOperationException(
                    $"Redis did not start. It said:\n{await File.ReadAllTextAsync(_log)}"
                );
            }

            await Task.Delay(10);
        }
    }

    // Not while it still loads its data. To be asked for a password is an answer.
    private async Task<bool> AnswersAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await using var connection = await RedisConnection.OpenAsync(EndPoint, soon.Token);
            var answer = await connection.SendAsync(["PING"], soon.Token);
            return answer == "PONG" || answer.StartsWith("-NOAUTH", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private IEnumerable<string> Settings()
    {
        yield return $"port {_port}";
        yield return "bind 127.0.0.1";
        yield return "save \"\"";
        yield return $"appendonly {(_options.Persistent ? "yes" : "no")}";
        if (_options.Password is { } password)
            yield return $"requirepass {password}";
        if (_options.ReplicaOf is { } master)
        {
            yield return $"replicaof 127.0.0.1 {master._port}";
            // Not the five seconds in which a master waits for more replicas before it sends its data.
            yield return "repl-diskless-sync-delay 0";
            if (master._options.Password is { } masterPassword)
                yield return $"masterauth {masterPassword}";
        }

        foreach (var setting in _options.Settings)
            yield return setting;
    }

    private SupervisedProcess Running() => _process ?? throw new InvalidOperationException("The server is down.");
}
