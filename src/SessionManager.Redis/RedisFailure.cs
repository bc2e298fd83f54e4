using SessionManager.Storage;
using StackExchange.Redis;

namespace SessionManager.Redis;

/// <summary>Says what to do about an error of Redis. Holds nothing of the error's own text, which may name keys.</summary>
internal static class RedisFailure
{
    private const string NotInClusterMode =
        "the client does not follow this cluster to the right node. Connect to its nodes themselves, not through a "
        + "proxy, and let the client issue CLUSTER.";

    private const string NoCredentials =
        "Redis asks for a password, or refuses the user or password it got. Correct them in the connection string of "
        + "IConnectionMultiplexer.";

    private const string Unreachable =
        "Redis is out of reach, or only a read-only replica is not. See that the master runs, and that host, port, TLS "
        + "and firewall match the connection string of IConnectionMultiplexer.";

    private const string NodeUnreachable =
        "a node of the cluster is out of reach. See that it runs, and that the addresses which the nodes announce "
        + "(cluster-announce-ip) are open to this host.";

    private const string ClusterGap =
        "part of the Redis Cluster is down. Bring back a node for every slot: see CLUSTER INFO.";

    // By the code that begins what the server answers. The client repeats it anywhere in a message of its own, and of
    // a refused log-in keeps only its own word.
    private static readonly (string Code, string Sentence)[] Sentences =
    [
        ("NOAUTH", NoCredentials),
        ("WRONGPASS", NoCredentials),
        ("AuthenticationFailure", NoCredentials),
        ("NOPERM", "the Redis user may not do this. Allow it the commands, keys and channels by ACL SETUSER."),
        ("READONLY", "this Redis is a read-only replica. Connect to the master, or promote this one."),
        ("OOM", "Redis is full. Raise maxmemory; a policy other than noeviction would drop sessions instead."),
        ("MOVED", NotInClusterMode),
        ("ASK", NotInClusterMode),
        ("CROSSSLOT", NotInClusterMode),
        ("CLUSTERDOWN", ClusterGap),
        ("LOADING", "Redis still loads its data. Wait until it has."),
        (
            "MISCONF",
            "Redis takes no writes because it cannot save to disk. Free its disk, or correct its save settings."
        ),
        ("MASTERDOWN", "this Redis replica has lost its master. Bring the master back, or promote this one."),
        ("serving hashslot", NodeUnreachable),
    ];

    /// <summary>What a caller of the library is told.</summary>
    /// <param name="operation">What was tried, as in "find" or "publish changes".</param>
    /// <param name="exception">What the client threw.</param>
    public static SessionStorageException Wrap(string operation, Exception exception) =>
        new($"The Redis operation '{operation}' failed: {Explain(exception)}", exception);

    /// <summary>What is wrong and the fix, as the rest of a sentence.</summary>
    public static string Explain(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            foreach (var (code, sentence) in Sentences)
            {
                if (HasWord(e.Message, code))
                    return sentence;
            }
        }

        return exception switch
        {
            RedisConnectionException => Unreachable,
            TimeoutException =>
                "Redis did not answer in time. See SLOWLOG and its CPU, the network, and this host's thread pool.",
            OperationCanceledException => "it was cancelled.",
            RedisServerException => "Redis refused it; the inner exception has its words.",
            _ => "the client refused it; the inner exception has its words.",
        };
    }

    private static bool HasWord(string message, string word)
    {
        var at = message.IndexOf(word, StringComparison.Ordinal);
        return at >= 0
            && (at == 0 || message[at - 1] is ' ' or '-')
            && (at + word.Length == message.Length || message[at + word.Length] is ' ' or '.');
    }
}
