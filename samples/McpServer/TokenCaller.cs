using System.Security.Claims;
using Microsoft.Extensions.Configuration;
using SessionManager.Management;
using SessionManager.Mcp;

namespace McpServer;

/// <summary>
/// Over stdio the server is a process of the user's own, so the user's token is handed to it when it is started, in
/// the variable MCP_SESSION_TOKEN. It is validated at every call: once the session is over, the tools are shut.
/// </summary>
internal sealed class TokenCaller(ISessionManager sessions, IConfiguration configuration) : ISessionCallerAccessor
{
    private readonly string? _token = configuration["MCP_SESSION_TOKEN"];

    public async ValueTask<SessionCaller> GetCallerAsync(ClaimsPrincipal? user, CancellationToken cancellationToken)
    {
        var verdict = await sessions.ValidateAsync(_token, default, cancellationToken);
        return verdict.IsValid ? SessionCaller.Of(verdict.Session) : SessionCaller.Anonymous;
    }
}
