using SessionManager.Storage;
using StackExchange.Redis;

namespace SessionManager.Redis;

/// <summary>Says what to do about an error of Redis. Holds nothing of the error's own text, which may name keys.</summary>
internal static class RedisFailure
{
    private const string NotInClusterMode =
        "the client does not know that this is a cluster. Connect to the nodes of the cluster themselves, not through "
        + "a proxy or a single forwarded port, and let the client issue CLUSTER.";

    private const string Unreachable =
        "Redis is out of reach. See that it runs, and that host, port, TLS and firewall match the connection string of "
        + "IConnectionMultiplexer.";

    private const string WrongPassword =
        "Redis refuses the user or password. Correct them in the connection string of IConnectionMultiplexer.";

    // By the first word of what the server answers: an error's code, as the protocol has it.
    private static readonly (string Code, string Sentence)[] Sentences =
    [
        ("NOAUTH", "Redis asks for a password. Put one into the connection string of IConnectionMultiplexer."),
        ("WRONGPASS", WrongPassword),
        (
            "NOPERM",
            "the Redis user may not do this. Allow it the commands and keys of the package's README by ACL SETUSER."
        ),
        ("READONLY", "this Redis is a read-only replica. Connect to the master, or promote this one."),
        ("OOM", "Redis is full. Raise maxmemory; with a policy other than noeviction it would drop sessions instead."),
        ("MOVED", NotInClusterMode),
        ("ASK", NotInClusterMode),
        ("CROSSSLOT", NotInClusterMode),
        ("CLUSTERDOWN", "part of the Redis Cluster is down. Bring back a node for every slot: see CLUSTER INFO."),
        ("LOADING", "Redis still loads its data. Wait until it has."),
        (
            "MISCONF",
            "Redis takes no writes because it cannot save to disk. Free its disk, or correct its save settings."
        ),
        ("MASTERDOWN", "this Redis replica has lost its master. Bring the master back, or promote this one."),
    ];

    /// <summary>What a caller of the library is told.</summary>
    /// <param name="operation">What was tried, as in "find" or "publish changes".</param>
    /// <param name="exception">What the client threw.</param>
    public static SessionStorageException Wrap(string operation, Exception exception) =>
        new($"The Redis operation '{operation}' failed: {Explain(exception)}", exception);

    /// <summary>What is wrong and the fix, as the rest of a sentence.</summary>
    public static string Explain(Exception exception)
    {
        // The client wraps what the server said while it connected.
        for (var e = exception; e is not null; e = e.InnerException)
        {
            foreach (var (code, sentence) in Sentences)
            {
                if (IsCode(e.Message, code))
                    return sentence;
            }

            if (e is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure })
                return WrongPassword;
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

    private static bool IsCode(string message, string code) =>
        message.StartsWith(code, StringComparison.Ordinal)
        && (message.Length == code.Length || message[code.Length] is ' ' or ':');
}
