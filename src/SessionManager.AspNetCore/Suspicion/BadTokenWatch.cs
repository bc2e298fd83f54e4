using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Suspicion;

/// <summary>
/// Counts bad tokens by address and has one event recorded when there are too many. It refuses nobody: an address is
/// shared by many, and a guess at 256 bits needs no lock to be hopeless.
/// </summary>
/// <remarks>
/// Two generations of counts, each of at most <see cref="Capacity"/> addresses: memory is bounded however many addresses
/// an attacker has. IPv6 counts by the network of 64 bits that one customer gets.
/// </remarks>
internal sealed partial class BadTokenWatch(
    ISessionManager sessions,
    IOptions<SessionHttpOptions> options,
    TimeProvider time,
    ILogger<BadTokenWatch> logger
)
{
    public const int Capacity = 4096;
    public const string Reason = "many_bad_tokens";
    private const int NetworkBytes = 8;

    private readonly SessionBadTokenSettings _settings = options.Value.BadTokens;
    private readonly ILogger<BadTokenWatch> _logger = logger;
    private readonly Lock _gate = new();
    private Dictionary<UInt128, int> _counts = [];
    private Dictionary<UInt128, int> _before = [];
    private long _since = time.GetTimestamp();

    /// <summary>How many addresses are remembered.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate)
                return _counts.Count + _before.Count;
        }
    }

    public void Note(HttpContext context, SessionVerdictReason reason)
    {
        // What ran out or was ended was a good token once: the way of every client.
        if (
            _settings.Threshold == 0
            || reason
                is not (
                    SessionVerdictReason.Malformed
                    or SessionVerdictReason.Unknown
                    or SessionVerdictReason.Rejected
                    or SessionVerdictReason.Retired
                )
            || context.Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress is not { } address
        )
        {
            return;
        }

        if (Count(Key(address)) == _settings.Threshold)
            _ = ReportAsync(ClientAddress.Of(context), context.Request.Headers.UserAgent);
    }

    /// <summary>Counts one more, and says how many there are in the window.</summary>
    private int Count(UInt128 key)
    {
        lock (_gate)
        {
            if (_counts.Count >= Capacity || time.GetElapsedTime(_since) > _settings.Window)
            {
                // Two windows without anybody leave nothing to remember.
                (_before, _counts) = (time.GetElapsedTime(_since) > 2 * _settings.Window ? [] : _counts, []);
                _since = time.GetTimestamp();
            }

            var count = _counts.GetValueOrDefault(key, _before.GetValueOrDefault(key)) + 1;
            _counts[key] = count;
            return count;
        }
    }

    private async Task ReportAsync(string? address, string? userAgent)
    {
        LogMany(_settings.Threshold);
        try
        {
            await sessions
                .ReportSuspicionAsync(
                    new SessionSuspicion(Reason) { IpAddress = address, UserAgent = userAgent },
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogNotRecorded(exception);
        }
    }

    private static UInt128 Key(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (!address.TryWriteBytes(bytes, out var written))
            return UInt128.Zero;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            bytes[NetworkBytes..].Clear();
        else
            bytes[^1] = (byte)written;
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    [LoggerMessage(
        EventId = 2301,
        EventName = "ManyBadTokens",
        Level = LogLevel.Warning,
        Message = "One address has presented {Count} bad session tokens; it is recorded, and refused nothing but those"
    )]
    private partial void LogMany(int count);

    [LoggerMessage(
        EventId = 2302,
        EventName = "SuspicionNotRecorded",
        Level = LogLevel.Error,
        Message = "Many bad session tokens from one address could not be recorded in the audit trail"
    )]
    private partial void LogNotRecorded(Exception exception);
}
