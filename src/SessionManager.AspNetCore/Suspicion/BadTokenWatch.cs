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
/// Two generations of counts, each of a window and of at most <see cref="Capacity"/> addresses: memory is bounded however
/// many addresses an attacker has. Of the generation before, only the part counts that the window up to now still covers,
/// as if its tokens had come evenly, and an address is told of at most once a window. IPv6 counts by the network of 64 bits that one customer gets.
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
    private Dictionary<UInt128, Tally> _counts = [];
    private Dictionary<UInt128, Tally> _before = [];
    private TimeSpan _lengthBefore = options.Value.BadTokens.Window;
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

        if (Count(Key(address)))
            _ = ReportAsync(ClientAddress.Of(context), context.Request.Headers.UserAgent);
    }

    /// <summary>Counts one more, and says whether that is to be told.</summary>
    private bool Count(UInt128 key)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            Turn(key, now);
            var before = _before.GetValueOrDefault(key);
            if (!_counts.TryGetValue(key, out var tally))
                tally = new Tally(0, before.ToldAt);
            tally = tally with { Count = tally.Count + 1 };
            // Rounded up: a burst on the border is not to be missed by the second that went by.
            var isMany = tally.Count + Math.Ceiling(before.Count * ShareBefore(now)) >= _settings.Threshold;
            var isTold = isMany && !(tally.ToldAt is { } at && time.GetElapsedTime(at, now) < _settings.Window);
            _counts[key] = isTold ? tally with { ToldAt = now } : tally;
            return isTold;
        }
    }

    /// <summary>Begins the next generation when it is time, or when there is no room for this address.</summary>
    private void Turn(UInt128 key, long now)
    {
        var age = time.GetElapsedTime(_since, now);
        if (age >= 2 * _settings.Window)
        {
            // Two windows without anybody leave nothing to remember.
            (_before, _counts, _since) = ([], [], now);
        }
        else if (age >= _settings.Window)
        {
            (_before, _counts, _lengthBefore) = (_counts, [], _settings.Window);
            _since += (long)(_settings.Window.TotalSeconds * time.TimestampFrequency);
        }
        else if (_counts.Count >= Capacity && !_counts.ContainsKey(key))
        {
            (_before, _counts, _lengthBefore, _since) = (_counts, [], age, now);
        }
    }

    /// <summary>How much of the generation before lies in the window that ends now.</summary>
    private double ShareBefore(long now)
    {
        var covered = _settings.Window - time.GetElapsedTime(_since, now);
        return covered >= _lengthBefore ? 1 : covered / _lengthBefore;
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

    /// <param name="Count">How many in this generation.</param>
    /// <param name="ToldAt">When the address was last told of; null when it was not.</param>
    private readonly record struct Tally(int Count, long? ToldAt);

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
