using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Storage;

namespace SessionManager.Dashboard.Admin.Sessions;

/// <summary>Everybody's sessions, a page at a time.</summary>
internal static class SessionListEndpoint
{
    private const int LargestPage = 200;

    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (!SessionFilterReader.TryRead(query, out var filters, out var wrong))
            return AdminProblems.Invalid(wrong, "This is none of what the filter takes.");
        var limit = 50;
        if (!AdminText.TryNumber(query["limit"], 1, LargestPage, ref limit))
            return AdminProblems.Invalid("limit", $"The page size is from 1 to {LargestPage}.");
        SessionCursor? after = null;
        if (AdminText.Of(query["after"]) is { } place)
        {
            if (!SessionCursor.TryParse(place, out var cursor))
                return AdminProblems.Invalid("after", "The place is the next_cursor of the page before.");
            after = cursor;
        }

        var call = AdminCall.Of(context);
        var found = await call
            .Sessions.QueryAsync(
                new SessionQuery
                {
                    Filters = filters,
                    Limit = limit,
                    After = after,
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        if (!found.Succeeded)
            return AdminProblems.NotFound;
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return TypedResults.Json(
            new SessionRows(
                [.. found.Value.Sessions.Select(session => SessionRow.Of(session, call.Current.Id, now))],
                found.Value.Next?.ToString()
            ),
            AdminJsonContext.Default.SessionRows
        );
    }
}
