using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SessionManager.Management;
using SessionManager.Mcp.Answers;

namespace SessionManager.Mcp.Tools;

/// <summary>
/// What the five tools share: who calls, the refusal of nobody before anything else is looked at, and the envelope
/// around whatever comes of it.
/// </summary>
internal abstract partial class SessionTool : McpServerTool
{
    private readonly string _failure;
    private readonly ILogger _logger;

    /// <param name="tool">How the tool is described to clients.</param>
    /// <param name="failure">The error code when the work could not be done.</param>
    /// <param name="logger">Takes what the client is not told.</param>
    protected SessionTool(Tool tool, string failure, ILogger? logger)
    {
        ProtocolTool = tool;
        _failure = failure;
        _logger = logger ?? NullLogger.Instance;
    }

    public sealed override Tool ProtocolTool { get; }

    public sealed override IReadOnlyList<object> Metadata => [];

    public sealed override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var services = request.Services ?? throw new InvalidOperationException("The server has no services.");
            var caller = await services
                .GetRequiredService<ISessionCallerAccessor>()
                .GetCallerAsync(request.User, cancellationToken)
                .ConfigureAwait(false);
            if (caller is null || caller.IsAnonymous)
                return SessionToolAnswer.Denied.ToResult();
            var sessions = services.GetRequiredService<ISessionManager>().For(caller);
            var arguments = new SessionToolArguments(request.Params);
            return (await AnswerAsync(sessions, arguments, cancellationToken).ConfigureAwait(false)).ToResult();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, a client learns no more than that: messages of databases name hosts and tables.
            LogFailed(exception, ProtocolTool.Name);
            return Failed("The session store could not do this. Try again later.").ToResult();
        }
    }

    protected abstract ValueTask<SessionToolAnswer> AnswerAsync(
        ICallerSessions sessions,
        SessionToolArguments arguments,
        CancellationToken cancellationToken
    );

    /// <summary>The tool's own error.</summary>
    protected SessionToolAnswer Failed(string message) => SessionToolAnswer.Failed(_failure, message);

    /// <summary>The answer to what was not done.</summary>
    protected SessionToolAnswer Refusal(SessionResult result) =>
        result.Outcome switch
        {
            SessionOutcome.Denied => SessionToolAnswer.Denied,
            SessionOutcome.NotFound => SessionToolAnswer.NotFound,
            SessionOutcome.Invalid => SessionToolAnswer.Failed(
                SessionToolError.InvalidParam,
                result.Error?.Message ?? "An argument is not acceptable."
            ),
            SessionOutcome.Ended => Failed("The session is over."),
            _ => Failed("The session changed meanwhile. Try again."),
        };

    [LoggerMessage(
        EventId = 7001,
        EventName = "SessionToolFailed",
        Level = LogLevel.Error,
        Message = "The tool {Tool} failed"
    )]
    private partial void LogFailed(Exception exception, string tool);
}
