using System.Security.Cryptography;
using System.Text;
using SessionManager.Sessions;

namespace SessionManager.Storage.DistributedCache;

/// <summary>
/// The keys: <c>{prefix}:s:{id}</c> a session, <c>{prefix}:e:{id}</c> that it ended, <c>{prefix}:u:{user}</c> the list of
/// a user's sessions, <c>{prefix}:m:{user}</c> the user's "ended before" mark.
/// </summary>
/// <remarks>
/// A user stands as the SHA-256 of their id: any text may be one, and caches bound the length and the characters of a
/// key, or fold case.
/// </remarks>
internal sealed class CacheKeys(string prefix)
{
    public string Session(SessionId id) => $"{prefix}:s:{id}";

    public string End(SessionId id) => $"{prefix}:e:{id}";

    public string User(string userId) => $"{prefix}:u:{Hash(userId)}";

    public string Mark(string userId) => $"{prefix}:m:{Hash(userId)}";

    private static string Hash(string userId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(userId)));
}
