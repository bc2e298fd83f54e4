using System.Globalization;
using StackExchange.Redis;

namespace SessionManager.Redis.Diagnostics;

/// <summary>What a master answered to a write.</summary>
/// <param name="Took">How long that was.</param>
/// <param name="Skew">How far its clock is ahead of ours.</param>
/// <param name="Evicts">
/// The policy by which it drops keys when it is full, whether or not a maxmemory is set today; null when it does not, or
/// does not say.
/// </param>
internal sealed record RedisServerReport(TimeSpan Took, TimeSpan Skew, string? Evicts)
{
    /// <param name="answer">What the probe answered.</param>
    /// <param name="sent">When it was sent, by our clock.</param>
    /// <param name="took">How long it was on its way.</param>
    public static RedisServerReport Read(RedisResult answer, DateTimeOffset sent, TimeSpan took)
    {
        var parts = (RedisResult[])answer!;
        var clock = DateTimeOffset.UnixEpoch.AddSeconds((long)parts[1]).AddMicroseconds((long)parts[2]);
        var memory = ((string?)parts[0] ?? "").Split("\r\n");
        var policy = Field(memory, "maxmemory_policy");
        return new RedisServerReport(
            took,
            // It looked at its clock somewhere on the way.
            clock - (sent + (took / 2)),
            policy is null or "noeviction" ? null : policy
        );
    }

    /// <summary>What is not as it should be though sessions are written, with the fix; null when all is.</summary>
    public string? Complain(string server, RedisHealthOptions options)
    {
        if (Evicts is not null && !options.AllowEviction)
        {
            return $"Redis {server} drops sessions when its memory is full (maxmemory-policy {Evicts}). Set "
                + "maxmemory-policy noeviction, and keep caches on another Redis. Where it only holds copies of what a "
                + "database keeps, allow it: RedisHealthOptions.AllowEviction.";
        }

        return Skew.Duration() > options.MaxClockSkew
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The clock of Redis {server} is {Skew.TotalSeconds:+0.0;-0.0} s off this host's. Let both follow NTP."
            )
            : null;
    }

    private static string? Field(string[] lines, string name) =>
        Array.Find(lines, line => line.StartsWith(name + ':', StringComparison.Ordinal))?[(name.Length + 1)..];
}
