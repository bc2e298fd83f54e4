using System.Globalization;
using System.Runtime.InteropServices;
using SessionManager.Sessions;
using SessionManager.Storage;
using StackExchange.Redis;

namespace SessionManager.Redis.Storage;

/// <summary>A place in an index by activity, as scripts take it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RedisPlace(RedisValue Score, RedisValue Id)
{
    public static RedisPlace Behind(SessionCursor? cursor) =>
        cursor is { } place
            ? new(
                RedisTime.Micros(place.LastActivityAt).ToString(CultureInfo.InvariantCulture),
                place.Id.ToString()[SessionId.Prefix.Length..]
            )
            : new(RedisValue.EmptyString, RedisValue.EmptyString);
}
