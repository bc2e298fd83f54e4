namespace SessionManager.Cli.Running;

/// <summary>What the program says to a script. Documented in docs/cli.md: a number keeps its meaning.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The answer is no: no such session, a token that is refused, a trail that is not intact, a check that failed.</summary>
    public const int No = 1;

    /// <summary>The command line or the configuration is wrong, or the storage cannot do what was asked.</summary>
    public const int Usage = 2;

    /// <summary>The storage could not be reached, or failed.</summary>
    public const int Unavailable = 3;

    /// <summary>The tables are not there, or not as they should be.</summary>
    public const int Schema = 4;

    /// <summary>Nobody said yes to what cannot be undone.</summary>
    public const int Unconfirmed = 5;

    /// <summary>A mistake in this program.</summary>
    public const int Fault = 70;

    public const int Interrupted = 130;
}
