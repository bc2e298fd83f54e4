using System.Diagnostics;
using System.Net.Sockets;

namespace SessionManager.Benchmarks.Http.Load;

/// <summary>
/// One connection, one request in flight. Completions run inline on the thread that polls the sockets (the process is
/// started with that switch), so a request costs no hand-over between threads and no allocation.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly LoadRun _run;
    private readonly byte[][] _requests;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _filled;
    private int _next;
    private long _sentAt;

    private LoadConnection(LoadRun run, byte[][] requests, int first)
    {
        _run = run;
        _requests = requests;
        _next = first;
        _receive.SetBuffer(_buffer, 0, _buffer.Length);
        _receive.Completed += (_, _) =>
        {
            if (TakeReceived())
                Receive();
        };
    }

    public LatencyHistogram Latencies { get; } = new();

    public long Completed { get; private set; }

    public long Errors { get; private set; }

    public string? FirstError { get; private set; }

    public static async Task<LoadConnection> OpenAsync(LoadRun run, Uri address, byte[][] requests, int first)
    {
        var connection = new LoadConnection(run, requests, first);
        await connection._socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public void Start()
    {
        if (Send())
            Receive();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
    }

    private bool Send()
    {
        var request = _requests[_next];
        _next = _next + 1 == _requests.Length ? 0 : _next + 1;
        _sentAt = Stopwatch.GetTimestamp();
        // A request always fits the socket's buffer, so the synchronous call does not wait.
        _socket.Send(request, SocketFlags.None, out var error);
        return error == SocketError.Success || Stop($"send: {error}");
    }

    private void Receive()
    {
        do
        {
            _receive.SetBuffer(_filled, _buffer.Length - _filled);
            if (_socket.ReceiveAsync(_receive))
                return;
        } while (TakeReceived());
    }

    /// <summary>False when there is nothing more to receive on this connection.</summary>
    private bool TakeReceived()
    {
        if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
            return Stop($"receive: {_receive.SocketError}, {_receive.BytesTransferred} bytes");

        _filled += _receive.BytesTransferred;
        switch (HttpAnswer.Read(_buffer.AsSpan(0, _filled)))
        {
            case HttpAnswerState.Incomplete when _filled < _buffer.Length:
                return true;
            case HttpAnswerState.Ok:
                break;
            case HttpAnswerState.OtherStatus:
                Fail("a status other than 200");
                return Next(Stopwatch.GetTimestamp());
            default:
                return Stop("an answer that is not HTTP/1.1 as expected");
        }

        var now = Stopwatch.GetTimestamp();
        Completed++;
        if (now <= _run.Deadline)
            Latencies.Record(Stopwatch.GetElapsedTime(_sentAt, now));
        return Next(now);
    }

    private bool Next(long now)
    {
        _filled = 0;
        if (now < _run.Deadline)
            return Send();
        _run.ConnectionStopped();
        return false;
    }

    private bool Stop(string error)
    {
        Fail(error);
        _run.ConnectionStopped();
        return false;
    }

    private void Fail(string error)
    {
        Errors++;
        FirstError ??= error;
    }
}
