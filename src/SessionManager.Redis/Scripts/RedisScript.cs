using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace SessionManager.Redis.Scripts;

/// <summary>
/// A Lua script of this library: one atomic step on the server. Sent by its hash; the text only goes where the server
/// does not know it, after a restart or a failover.
/// </summary>
internal sealed class RedisScript
{
    /// <summary>Loading meets a flush of the script cache, or the other end of a redirection, at most so often.</summary>
    private const int Attempts = 3;

    private readonly string _text;
    private readonly byte[] _hash;

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by SHA-1; it protects nothing.")]
    private RedisScript(string text)
    {
        _text = text;
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads a script that is embedded in this assembly.</summary>
    /// <param name="names">
    /// Folder and file with dots between them: <c>FastTier.Fill.lua</c>. Several make one script, in their order.
    /// </param>
    public static RedisScript Load(params ReadOnlySpan<string> names)
    {
        var text = new StringBuilder();
        foreach (var name in names)
        {
            using var stream =
                typeof(RedisScript).Assembly.GetManifestResourceStream($"SessionManager.Redis.{name}")
                ?? throw new ArgumentException($"The script '{name}' is not embedded.", nameof(names));
            using var reader = new StreamReader(stream, Encoding.UTF8);
            text.Append(reader.ReadToEnd()).Append('\n');
        }

        return new RedisScript(text.ToString());
    }

    /// <summary>Runs the script. All keys stand in one hash slot.</summary>
    public async Task<RedisResult> EvaluateAsync(IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(_hash, keys, values).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (IsUnknownScript(exception))
        {
            return await LoadAndEvaluateAsync(database, keys, values).ConfigureAwait(false);
        }
    }

    /// <summary>The client loads a text first where it believes the server does not know it, and may believe wrongly.</summary>
    private async Task<RedisResult> LoadAndEvaluateAsync(IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await database.ScriptEvaluateAsync(_text, keys, values).ConfigureAwait(false);
            }
            catch (RedisServerException exception) when (IsUnknownScript(exception) && attempt < Attempts)
            {
                // The answer made the client forget what it believed.
            }
        }
    }

    /// <summary>The script did not run: it is safe to send it again.</summary>
    private static bool IsUnknownScript(RedisServerException exception) =>
        exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);
}
