using System.Net.Sockets;
using System.Text;

namespace SessionManager.AspNetCore.Tests.Hosting;

/// <summary>HTTP/1.1 by hand, for what a client library would tidy up, and to compare answers byte for byte.</summary>
internal static class RawHttp
{
    /// <summary>Sends one request and returns the whole answer without its date.</summary>
    public static Task<string> ExchangeAsync(Uri address, string method, string path, params string[] headerLines) =>
        SendAsync(address, method, path, body: "", headerLines);

    /// <summary>Sends one request with a body and returns the whole answer without its date.</summary>
    public static async Task<string> SendAsync(
        Uri address,
        string method,
        string path,
        string body,
        params string[] headerLines
    )
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        var lines = string.Concat(headerLines.Select(line => $"{line}\r\n"));
        if (body.Length > 0)
            lines += $"Content-Length: {body.Length}\r\n";
        var request =
            $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n{lines}\r\n{body}";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer);
        var text = Encoding.Latin1.GetString(answer.ToArray());
        return string.Join(
            "\r\n",
            text.Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.Ordinal))
        );
    }

    public static int StatusOf(string answer) => int.Parse(answer.AsSpan(9, 3));
}
