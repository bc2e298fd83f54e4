using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SessionManager.Tests.Servers;

/// <summary>
/// A plain connection that sends a command and reads its answer: what a test does to a server does not pass through the
/// client that the test is about.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly TcpClient _client = new();
    private StreamReader _reader = StreamReader.Null;

    public static async Task<RedisConnection> OpenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var connection = new RedisConnection();
        try
        {
            await connection._client.ConnectAsync(endPoint, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        // A byte a character, because the protocol counts bytes.
        connection._reader = new StreamReader(connection._client.GetStream(), Encoding.Latin1);
        return connection;
    }

    /// <summary>The answer as text, the elements of an array on lines of their own; an error with its leading "-".</summary>
    public async Task<string> SendAsync(string[] command, CancellationToken cancellationToken)
    {
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (var word in command)
        {
            var bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(word));
            request.Append(CultureInfo.InvariantCulture, $"${bytes.Length}\r\n{bytes}\r\n");
        }

        await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request.ToString()), cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await _reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The server hung up.");
        switch (line[0])
        {
            case '$':
                return await ReadTextAsync(Count(line), cancellationToken);
            case '*':
                var elements = new List<string>();
                for (var left = Count(line); left > 0; left--)
                    elements.Add(await ReadAsync(cancellationToken));
                return string.Join('\n', elements);
            case '-':
                return line;
            default:
                return line[1..];
        }
    }

    private async Task<string> ReadTextAsync(int length, CancellationToken cancellationToken)
    {
        if (length < 0)
            return "";
        var text = new char[length + 2];
        await _reader.ReadBlockAsync(text, cancellationToken);
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text, 0, length));
    }

    private static int Count(string line) => int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
}
