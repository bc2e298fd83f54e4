namespace SessionManager.Redis;

/// <summary>The names of channels, which whoever announces and whoever listens must agree on.</summary>
internal static class RedisChannels
{
    /// <summary>Where changes of sessions are announced.</summary>
    public static string Changes(string prefix) => prefix + ":changes";
}
