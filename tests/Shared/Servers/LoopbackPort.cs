using System.Net;
using System.Net.Sockets;

namespace SessionManager.Tests.Servers;

/// <summary>Ports of 127.0.0.1 for servers that are stopped and started again.</summary>
internal static class LoopbackPort
{
    // Below what systems hand to outgoing connections: a client that keeps trying while its server is down could
    // otherwise be given the server's own port and connect to itself.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;
    private const int Share = 1_000;

    // Test processes run side by side: what one has stopped, to start it again, is not to be taken by another meanwhile.
    private static readonly int First = Lowest + (Environment.ProcessId % ((Highest - Lowest) / Share) * Share);

    private static int _tried = Random.Shared.Next(Share);

    /// <summary>A free port that no other caller of this process was given, or will be soon.</summary>
    public static int FindFree()
    {
        for (var attempt = 0; attempt < Share; attempt++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _tried) % Share);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }

        throw new InvalidOperationException($"No free port of 127.0.0.1 between {First} and {First + Share}.");
    }
}
