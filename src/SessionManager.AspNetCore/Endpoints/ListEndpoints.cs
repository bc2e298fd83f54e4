using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Endpoints.Contracts;
using SessionManager.AspNetCore.Problems;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>Lists of sessions, a page at a time.</summary>
internal static class ListEndpoints
{
    private const string All = "all";
    private const string Ended = "ended";

    /// <summary>How many pages are read for one of ended sessions: live ones stand first, and few users have many.</summary>
    private const int MostPages = 10;

    public static Task<SessionAnswer<SessionListResponse>> OwnAsync(
        HttpContext context,
        int? limit,
        string? cursor,
        string? status
    ) => ListAsync(context, userId: null, limit, cursor, status);

    public static Task<SessionAnswer<SessionListResponse>> OfUserAsync(
        HttpContext context,
        string userId,
        int? limit,
        string? cursor,
        string? status
    ) => ListAsync(context, userId, limit, cursor, status);

    private static async Task<SessionAnswer<SessionListResponse>> ListAsync(
        HttpContext context,
        string? userId,
        int? limit,
        string? cursor,
        string? status
    )
    {
        var call = new SessionEndpointCall(context);
        if (Filters(userId ?? call.Current.UserId, status) is not { } filters)
            return Invalid(nameof(status), "The status is active, idle, expired, terminated, ended or all.");
        SessionCursor? after = null;
        if (cursor is not null)
        {
            if (!SessionCursor.TryParse(cursor, out var place))
                return Invalid(nameof(cursor), "The cursor is the next_cursor of the page before.");
            after = place;
        }

        var query = new SessionQuery { Filters = filters, After = after };
        if (limit is { } wanted)
            query = query with { Limit = wanted };
        var found =
            status is Ended
                ? await EndedAsync(call, query).ConfigureAwait(false)
                : await call.Sessions.QueryAsync(query, call.Cancellation).ConfigureAwait(false);
        return found.Succeeded
            ? new(SessionListResponse.Of(found.Value, call.Current.Id, call.Now))
            : new(SessionEndpointCall.Problem(found));
    }

    /// <summary>
    /// Sessions that are over, whichever way. A page may hold fewer than were asked for, even none; the last is the one
    /// without a cursor.
    /// </summary>
    private static async ValueTask<SessionResult<SessionPage>> EndedAsync(SessionEndpointCall call, SessionQuery query)
    {
        var ended = new List<UserSession>();
        for (var pages = 1; ; pages++)
        {
            var found = await call.Sessions.QueryAsync(query, call.Cancellation).ConfigureAwait(false);
            if (!found.Succeeded)
                return found;
            var now = call.Now;
            ended.AddRange(found.Value.Sessions.Where(session => !session.IsLiveAt(now)));
            var next = found.Value.Next;
            if (ended.Count > query.Limit)
            {
                ended.RemoveRange(query.Limit, ended.Count - query.Limit);
                next = new SessionCursor(ended[^1].LastActivityAt, ended[^1].Id);
            }

            if (next is not { } place || ended.Count == query.Limit || pages == MostPages)
                return found with { Value = new SessionPage(ended, next) };
            query = query with { After = place };
        }
    }

    /// <summary>Live sessions unless another status is named; null when it is none.</summary>
    private static SessionFilters? Filters(string userId, string? status)
    {
        var filters = new SessionFilters { UserId = userId };
        return status switch
        {
            null => filters with { ActiveOnly = true },
            All or Ended => filters,
            "active" => filters with { Status = SessionStatus.Active },
            "idle" => filters with { Status = SessionStatus.Idle },
            "expired" => filters with { Status = SessionStatus.Expired },
            "terminated" => filters with { Status = SessionStatus.Terminated },
            _ => null,
        };
    }

    private static SessionAnswer<SessionListResponse> Invalid(string field, string message) =>
        new(SessionFault.Invalid(new SessionError(field, message), message));
}
