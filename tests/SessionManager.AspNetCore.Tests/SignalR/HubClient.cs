using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests.SignalR;

/// <summary>A SignalR client over a web socket, speaking the JSON protocol by hand: the client library is not to be had.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket;
    private readonly StringBuilder _received = new();
    private int _calls;

    private HubClient(ClientWebSocket socket) => _socket = socket;

    public static Task<HubClient> ConnectAsync(TestHost host, string path, params (string, string)[] headers) =>
        ConnectAsync(host, path, "json", headers);

    /// <summary>Connects with a protocol that is spoken no further than the handshake, which is JSON in all of them.</summary>
    public static async Task<HubClient> ConnectAsync(
        TestHost host,
        string path,
        string protocol,
        params (string, string)[] headers
    )
    {
        var client = await OpenAsync(host, path, headers);
        await client.ShakeHandsAsync(protocol);
        return client;
    }

    /// <summary>Opens the web socket, which is let in by its request, and says nothing: the hub does not know of it yet.</summary>
    public static async Task<HubClient> OpenAsync(TestHost host, string path, params (string, string)[] headers)
    {
        var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        using var limit = Limit();
        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = path }.Uri, limit.Token);
        return new HubClient(socket);
    }

    public async Task ShakeHandsAsync(string protocol = "json")
    {
        await SendAsync($$"""{"protocol":"{{protocol}}","version":1}""");
        Assert.Equal("{}", await NextAsync());
    }

    /// <summary>Calls the hub. Null when the connection was closed instead of answering.</summary>
    public async Task<string?> WhoAsync()
    {
        var id = $"{++_calls}";
        try
        {
            await SendAsync($$"""{"type":1,"invocationId":"{{id}}","target":"Who","arguments":[]}""");
            while (await NextAsync() is { } text)
            {
                var message = JsonSerializer.Deserialize<JsonElement>(text);
                if (message.GetProperty("type").GetInt32() != 3)
                    continue;
                return message.TryGetProperty("result", out var result)
                    ? result.GetString()
                    : "error: " + message.GetProperty("error").GetString();
            }
        }
        catch (WebSocketException)
        {
            // Closed while sending.
        }

        return null;
    }

    /// <summary>Waits until the server closes the connection.</summary>
    public async Task ClosedAsync()
    {
        // The server says now and then that it is there.
        for (var asked = Stopwatch.StartNew(); await NextAsync() is not null; )
            Assert.True(asked.Elapsed < TimeSpan.FromMinutes(1), "The server does not close the connection.");
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }

    private static CancellationTokenSource Limit() => new(TimeSpan.FromSeconds(30));

    private async Task SendAsync(string message)
    {
        using var limit = Limit();
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(message + End),
            WebSocketMessageType.Text,
            endOfMessage: true,
            limit.Token
        );
    }

    /// <summary>The next message; null when the connection is closed.</summary>
    private async Task<string?> NextAsync()
    {
        using var limit = Limit();
        var buffer = new byte[4096];
        while (true)
        {
            var text = _received.ToString();
            var end = text.IndexOf(End, StringComparison.Ordinal);
            if (end >= 0)
            {
                _received.Remove(0, end + 1);
                return text[..end];
            }

            try
            {
                var read = await _socket.ReceiveAsync(buffer, limit.Token);
                if (read.MessageType == WebSocketMessageType.Close)
                    return null;
                _received.Append(Encoding.UTF8.GetString(buffer, 0, read.Count));
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }
}
