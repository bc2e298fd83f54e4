using System.Linq.Expressions;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary><see cref="SessionFilters.Matches"/> and the order of lists, as the database understands them.</summary>
internal static class SessionFilter
{
    /// <summary>
    /// Whether anything stored can pass: no column holds NUL or half a surrogate pair, and a database would refuse the
    /// question, or take it for another.
    /// </summary>
    public static bool CanMatch(SessionFilters filters) =>
        StorableText.IsStorable(filters.UserId)
        && StorableText.IsStorable(filters.IpAddress)
        && StorableText.IsStorable(filters.Location);

    public static IQueryable<TSession> Apply<TSession>(
        IQueryable<TSession> sessions,
        SessionFilters filters,
        DateTime now
    )
        where TSession : SessionEntity
    {
        if (filters.UserId is { } userId)
            sessions = sessions.Where(row => row.UserId == userId);
        if (filters.ActiveOnly)
            sessions = sessions.Where(row => row.TerminatedAt == null && row.ExpiresAt > now);
        if (filters.Status is { } status)
            sessions = InState(sessions, status, now);
        if (filters.DeviceType is { } type)
        {
            var word = SessionEntityConverter.WordOf(type);
            sessions = sessions.Where(row => row.DeviceType == word);
        }

        if (filters.IpAddress is { } ip)
            sessions = sessions.Where(row => row.IpAddress == ip);
        if (SessionEntityConverter.KeyOf(filters.Location) is { } place)
            sessions = sessions.Where(row => row.CountryKey == place || row.CityKey == place);
        if (filters.CreatedAfter is { } after)
        {
            var from = SessionEntityConverter.Utc(after);
            sessions = sessions.Where(row => row.CreatedAt >= from);
        }

        if (filters.CreatedBefore is { } before)
        {
            var until = SessionEntityConverter.Utc(before);
            sessions = sessions.Where(row => row.CreatedAt < until);
        }

        return sessions;
    }

    /// <summary>Newest activity first, of equals the higher id first, from behind a place on.</summary>
    public static IQueryable<TSession> Page<TSession>(
        IQueryable<TSession> sessions,
        SessionQuery query,
        Expression<Func<TSession, string>> ordinalId
    )
        where TSession : SessionEntity
    {
        if (query.After is { } place)
            sessions = sessions.Where(Behind(place, ordinalId));
        // Live sessions all have none of the first: named so that the order is that of the index of a user's live ones.
        var ordered =
            query.Filters.UserId is not null && IsForLiveOnly(query.Filters)
                ? sessions
                    .OrderByDescending(static row => row.TerminatedAt)
                    .ThenByDescending(static row => row.LastActivity)
                : sessions.OrderByDescending(static row => row.LastActivity);
        return ordered.ThenByDescending(ordinalId);
    }

    private static bool IsForLiveOnly(SessionFilters filters) =>
        filters.ActiveOnly || filters.Status is SessionStatus.Active or SessionStatus.Idle;

    private static IQueryable<TSession> InState<TSession>(
        IQueryable<TSession> sessions,
        SessionStatus status,
        DateTime now
    )
        where TSession : SessionEntity =>
        status switch
        {
            SessionStatus.Active => sessions.Where(row =>
                row.TerminatedAt == null && row.ExpiresAt > now && (row.IdleAt == null || row.IdleAt > now)
            ),
            SessionStatus.Idle => sessions.Where(row =>
                row.TerminatedAt == null && row.ExpiresAt > now && row.IdleAt <= now
            ),
            SessionStatus.Expired => sessions.Where(row =>
                (row.TerminatedAt == null && row.ExpiresAt <= now)
                || (row.TerminatedAt != null && row.TerminationReason == SessionEndReasons.Expired)
            ),
            _ => sessions.Where(row => row.TerminatedAt != null && row.TerminationReason != SessionEndReasons.Expired),
        };

    /// <summary>
    /// <c>last &lt;= place AND (last &lt; place OR id &lt; placeId)</c>: the first half is a range that an index starts at.
    /// </summary>
    private static Expression<Func<TSession, bool>> Behind<TSession>(
        SessionCursor place,
        Expression<Func<TSession, string>> ordinalId
    )
        where TSession : SessionEntity
    {
        var last = SessionEntityConverter.Utc(place.LastActivityAt);
        var id = place.Id.ToString();
        Expression<Func<TSession, bool>> range = row => row.LastActivity <= last;
        Expression<Func<TSession, bool>> earlier = row => row.LastActivity < last;
#pragma warning disable CA1309 // A form with a comparison has no translation; the column orders by characters.
        Expression<Func<string, bool>> lower = text => string.Compare(text, id) < 0;
#pragma warning restore CA1309
        var row = ordinalId.Parameters[0];
        return Expression.Lambda<Func<TSession, bool>>(
            Expression.AndAlso(
                Replace(range, row),
                Expression.OrElse(Replace(earlier, row), Replace(lower, ordinalId.Body))
            ),
            row
        );
    }

    private static Expression Replace(LambdaExpression lambda, Expression argument) =>
        new ParameterReplacement(lambda.Parameters[0], argument).Visit(lambda.Body);

    private sealed class ParameterReplacement(ParameterExpression parameter, Expression argument) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) =>
            node == parameter ? argument : base.VisitParameter(node);
    }
}
