namespace SessionManager.Cli.Running;

/// <summary>Ends the program with a line that says what is wrong and what to do about it.</summary>
internal sealed class CliException(int exitCode, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int ExitCode => exitCode;

    public static CliException Usage(string message) => new(ExitCodes.Usage, message);

    public static CliException NotFound(string message) => new(ExitCodes.No, message);
}
