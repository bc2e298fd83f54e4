using System.Security.Cryptography;
using System.Text;

namespace SessionManager.Cli.Databases;

/// <summary>
/// Names the chain of the audit trail that is written from this machine's command line: one a machine, so that a
/// thousand commands are not a thousand chains, and another under another key, which the first could not be verified with.
/// </summary>
internal static class OperatorChain
{
    private const int LongestName = 40;

    public static string Of(string machine, byte[]? key)
    {
        var name = new StringBuilder("cli-");
        foreach (var c in machine.Length > LongestName ? machine[..LongestName] : machine)
            name.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '_');
        if (key is not null)
            name.Append('-').Append(Convert.ToHexStringLower(HMACSHA256.HashData(key, "node"u8), 0, 4));
        return name.ToString();
    }
}
