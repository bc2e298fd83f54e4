using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.Sessions;

namespace SessionManager.Dashboard.Admin.AuditTrail;

/// <summary>Reads the filters of the trail from an address.</summary>
internal static class AuditQueryReader
{
    private const int LargestPage = 200;

    /// <summary>The query; false with the name of what cannot be read.</summary>
    public static bool TryRead(IQueryCollection given, out SessionAuditQuery query, out string wrong)
    {
        query = new SessionAuditQuery { UserId = AdminText.Of(given["user"]) };
        wrong = "session";
        if (AdminText.Of(given["session"]) is { } id)
        {
            if (!SessionId.TryParse(id, out var session))
                return false;
            query = query with { SessionId = session };
        }

        wrong = "kind";
        if (AdminText.Of(given["kind"]) is { } word)
        {
            if (!TryKind(word, out var kind))
                return false;
            query = query with { Kind = kind };
        }

        wrong = "after";
        if (AdminText.Of(given["after"]) is { } place)
        {
            if (!SessionAuditCursor.TryParse(place, out var cursor))
                return false;
            query = query with { After = cursor };
        }

        return TryBounds(given, ref query, ref wrong);
    }

    private static bool TryBounds(IQueryCollection given, ref SessionAuditQuery query, ref string wrong)
    {
        wrong = "from";
        if (!AdminText.TryMoment(given["from"], out var from))
            return false;
        wrong = "to";
        if (!AdminText.TryMoment(given["to"], out var to))
            return false;
        wrong = "limit";
        var limit = query.Limit;
        if (!AdminText.TryNumber(given["limit"], 1, LargestPage, ref limit))
            return false;
        query = query with { From = from, To = to, Limit = limit };
        return true;
    }

    /// <summary>As events are written everywhere else: <c>security_event</c>.</summary>
    private static bool TryKind(string word, out SessionAuditKind kind)
    {
        foreach (var candidate in Enum.GetValues<SessionAuditKind>())
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(candidate.ToString());
            if (string.Equals(name, word, StringComparison.Ordinal))
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
