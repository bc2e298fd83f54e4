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
        DatabaseUnit<TSession> unit,
        SessionFilters filters,
        DateTime now
    )
        where TSession : SessionEntity
    {
        var sessions = InState(unit, filters, now);
        if (filters.UserId is { } userId)
            sessions = sessions.Where(row => row.UserId == userId);
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
        SessionCursor? after,
        Expression<Func<TSession, string>> ordinalId
    )
        where TSession : SessionEntity
    {
        if (after is { } place)
            sessions = sessions.Where(Behind(place, ordinalId));
        return sessions.OrderByDescending(static row => row.LastActivity).ThenByDescending(ordinalId);
    }

    private static IQueryable<TSession> InState<TSession>(
        DatabaseUnit<TSession> unit,
        SessionFilters filters,
        DateTime now
    )
        where TSession : SessionEntity =>
        filters switch
        {
            { Status: SessionStatus.Active } => unit.Open.Where(row =>
                row.ExpiresAt > now && (row.IdleAt == null || row.IdleAt > now)
            ),
            { Status: SessionStatus.Idle } => unit.Open.Where(row => row.ExpiresAt > now && row.IdleAt <= now),
            // No live session is over, so nothing passes both.
            { Status: not null, ActiveOnly: true } => unit.Sessions.Where(static _ => false),
            { Status: SessionStatus.Expired } => unit.Sessions.Where(row =>
                (row.TerminatedAt == null && row.ExpiresAt <= now)
                || (row.TerminatedAt != null && row.TerminationReason == SessionEndReasons.Expired)
            ),
            { Status: SessionStatus.Terminated } => unit.Sessions.Where(row =>
                row.TerminatedAt != null && row.TerminationReason != SessionEndReasons.Expired
            ),
            { ActiveOnly: true } => unit.Open.Where(row => row.ExpiresAt > now),
            _ => unit.Sessions,
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
