using SessionManager.Redis.Scripts;

namespace SessionManager.Redis.Storage;

/// <summary>The atomic steps of the storage.</summary>
internal static class StorageScripts
{
    public static RedisScript Insert { get; } = Load("insert");

    public static RedisScript Touch { get; } = Load("touch");

    public static RedisScript Replace { get; } = Load("replace");

    public static RedisScript Terminate { get; } = Load("terminate");

    public static RedisScript TerminateAll { get; } = Load("terminate_all");

    public static RedisScript ExpireDue { get; } = Load("expire_due");

    public static RedisScript Purge { get; } = Load("purge");

    public static RedisScript EraseUser { get; } = Load("erase_user");

    public static RedisScript ListUser { get; } = Load("list_user");

    public static RedisScript ListShard { get; } = Load("list_shard");

    public static RedisScript Statistics { get; } = Load("statistics");

    private static RedisScript Load(string name) =>
        RedisScript.Load("Storage.Lua.prelude.lua", $"Storage.Lua.{name}.lua");
}
