using Microsoft.AspNetCore.SignalR;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.SignalR;

/// <summary>
/// Looks at the session of a connection before each call of a hub method, and closes the connection when the session is
/// over or is not any more what the connection was opened with. Connections without a session are left alone.
/// </summary>
internal sealed class SessionHubFilter(SessionHubConnections connections, SessionHubCheck check) : IHubFilter
{
    private const string Opened = "SessionManager.Session";

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (SessionHubCheck.SessionOf(context.Context) is not { } id)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var opened =
            SessionHubCheck.OpenedWith(context.Context)
            ?? await FindAsync(id, context.Context).ConfigureAwait(false)
            ?? throw Over(context.Context);
        context.Context.Items[Opened] = opened;
        connections.Add(context.Context, opened);
        try
        {
            // After the entry: of an end or a rotation before it, nobody was told who knew of this connection.
            if (
                !IsOpen(opened, await FindAsync(id, context.Context).ConfigureAwait(false))
                || !await AskAsync(check.IsProvenAsync(context.Context, id)).ConfigureAwait(false)
            )
                throw Over(context.Context);
            await next(context).ConfigureAwait(false);
        }
        catch
        {
            // SignalR reports no end of a connection whose beginning failed.
            connections.Remove(opened.Id, context.Context.ConnectionId);
            throw;
        }
    }

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        var context = invocationContext.Context;
        if (context.Items.TryGetValue(Opened, out var item) && item is UserSession opened)
        {
            var session = await FindAsync(opened.Id, context).ConfigureAwait(false);
            if (!IsOpen(opened, session))
                throw Over(context);
            await UseAsync(session!, context).ConfigureAwait(false);
        }

        return await next(invocationContext).ConfigureAwait(false);
    }

    public async Task OnDisconnectedAsync(
        HubLifetimeContext context,
        Exception? exception,
        Func<HubLifetimeContext, Exception?, Task> next
    )
    {
        if (context.Context.Items.TryGetValue(Opened, out var item) && item is UserSession opened)
            connections.Remove(opened.Id, context.Context.ConnectionId);
        await next(context, exception).ConfigureAwait(false);
    }

    /// <exception cref="HubException">The storage does not answer: the call is refused, the connection stays.</exception>
    private ValueTask<UserSession?> FindAsync(SessionId id, HubCallerContext context) =>
        AskAsync(check.FindAsync(id, context.ConnectionAborted));

    private static async ValueTask<T> AskAsync<T>(ValueTask<T> question)
    {
        try
        {
            return await question.ConfigureAwait(false);
        }
        catch (SessionStorageException exception)
        {
            throw new HubException("Sessions cannot be reached at the moment. Try again later.", exception);
        }
    }

    private static bool IsOpen(UserSession opened, UserSession? now) =>
        now is not null && SessionHubCheck.IsAsOpened(opened, now);

    /// <summary>A use that cannot be recorded is no reason to refuse a call.</summary>
    private async ValueTask UseAsync(UserSession session, HubCallerContext context)
    {
        try
        {
            await check.UseAsync(session, context.ConnectionAborted).ConfigureAwait(false);
        }
        catch (SessionStorageException)
        {
            // Counted and logged by the storage's own instruments; the next call tries again.
        }
    }

    private static HubException Over(HubCallerContext context)
    {
        context.Abort();
        return new HubException("The session is over.");
    }
}
