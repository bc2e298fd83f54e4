using System.CommandLine;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Output;
using SessionManager.Sessions;

namespace SessionManager.Cli.Running;

/// <summary>One run of one command.</summary>
internal sealed class CommandRun(
    ParseResult parse,
    Terminal terminal,
    StorageHost host,
    CancellationToken cancellationToken
)
{
    public Terminal Terminal => terminal;

    public StorageHost Host => host;

    public StorageTarget Target => host.Target;

    public CancellationToken Cancelled => cancellationToken;

    public TimeProvider Time { get; } = TimeProvider.System;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Who does what is done, as the system knows them: no option says otherwise.</summary>
    public static string Operator { get; } = "cli:" + Environment.UserName;

    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <exception cref="CliException">It is no session id.</exception>
    public static SessionId ReadId(string text) =>
        SessionId.TryParse(text, out var id)
            ? id
            : throw CliException.Usage(
                $"That is no session id: it is {SessionId.Prefix} and {SessionId.Length - SessionId.Prefix.Length} characters, as 'list' shows it."
            );

    /// <summary>Says so where a change is written into no trail.</summary>
    public void RemarkOnAudit()
    {
        if (Host.HasAudit)
            return;
        Terminal.Remark(
            Target.IsDatabase
                ? "Note: this database has no audit trail (session_audit); only the session itself says who ended it."
                : "Note: Redis keeps no audit trail; only the session itself says who ended it."
        );
    }
}
