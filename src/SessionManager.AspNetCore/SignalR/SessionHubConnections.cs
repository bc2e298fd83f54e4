using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.SignalR;

/// <summary>The open connections of this process, by session. It asks nobody: others tell it what to close.</summary>
internal sealed class SessionHubConnections
{
    private readonly ConcurrentDictionary<SessionId, ConcurrentDictionary<string, Connection>> _sessions = new();

    /// <summary>The sessions that have open connections.</summary>
    public ICollection<SessionId> Sessions => _sessions.Keys;

    /// <summary>Whether a session has open connections.</summary>
    public bool Has(SessionId id) => _sessions.ContainsKey(id);

    public void Add(HubCallerContext context, UserSession session) => Add(new Connection(context, session));

    private void Add(Connection connection)
    {
        while (true)
        {
            var open = _sessions.GetOrAdd(connection.Session.Id, static _ => new(StringComparer.Ordinal));
            open[connection.Context.ConnectionId] = connection;
            // The last one that went may have taken the list with it.
            if (_sessions.TryGetValue(connection.Session.Id, out var now) && ReferenceEquals(now, open))
                return;
        }
    }

    public void Remove(SessionId id, string connectionId)
    {
        if (!_sessions.TryGetValue(id, out var open))
            return;
        open.TryRemove(connectionId, out _);
        if (!open.IsEmpty)
            return;
        _sessions.TryRemove(new(id, open));
        // One that came between goes back.
        foreach (var connection in open.Values)
            Add(connection);
    }

    /// <summary>Closes the connections of a session.</summary>
    /// <returns>How many.</returns>
    public int Abort(SessionId id) => Abort(id, static _ => true);

    /// <summary>Closes those connections of a session that were opened with another session than this one is now.</summary>
    public int AbortOthers(UserSession now) => Abort(now.Id, one => !SessionHubCheck.IsAsOpened(one.Session, now));

    private int Abort(SessionId id, Func<Connection, bool> condition)
    {
        if (!_sessions.TryGetValue(id, out var open))
            return 0;
        var aborted = 0;
        foreach (var connection in open.Values)
        {
            if (!condition(connection))
                continue;
            connection.Context.Abort();
            aborted++;
        }

        return aborted;
    }

    /// <summary>Closes all connections of a user.</summary>
    public void AbortUser(string userId)
    {
        foreach (var id in Sessions)
            Abort(id, one => string.Equals(one.Session.UserId, userId, StringComparison.Ordinal));
    }

    /// <param name="Context">The connection.</param>
    /// <param name="Session">The session as it was when the connection was opened: what its principal says.</param>
    private sealed record Connection(HubCallerContext Context, UserSession Session);
}
