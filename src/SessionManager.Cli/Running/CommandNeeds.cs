namespace SessionManager.Cli.Running;

/// <summary>What a command needs of the storage.</summary>
internal enum CommandNeeds
{
    /// <summary>The sessions, to be read.</summary>
    Sessions,

    /// <summary>The audit trail as well: to be read, or to record what the command does.</summary>
    Audit,

    /// <summary>The tables themselves: they may be missing, and a SQLite file may be made.</summary>
    Tables,
}
