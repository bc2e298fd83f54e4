using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Storage;

namespace SessionManager.Dashboard.Admin.Ending;

/// <summary>Ends what an admin names, and answers with the progress.</summary>
internal static class EndEndpoint
{
    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        var body = await EndRequest.ReadAsync(context).ConfigureAwait(false);
        if (body is null)
            return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest);
        var call = AdminCall.Of(context);
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        switch (body)
        {
            case { Ids: not null, UserId: null, Everyone: null }:
                if (body.ParseIds() is not { } ids)
                    return AdminProblems.Invalid("ids", $"Name 1 to {EndRequest.MostIds} sessions by their ids.");
                return Run(new(call, time, ids.Count), (ending, cancel) => ending.EndAsync(ids, cancel));
            case { Ids: null, UserId: { Length: > 0 } userId, Everyone: null }:
                return Run(new(call, time, total: 0), (ending, cancel) => ending.EndUserAsync(userId, cancel));
            case { Ids: null, UserId: null, Everyone: EndRequest.EveryoneWord }:
                var total = await CountAsync(call, context.RequestAborted).ConfigureAwait(false);
                return Run(new(call, time, total), static (ending, cancel) => ending.EndEveryoneAsync(cancel));
            default:
                return AdminProblems.Invalid("everyone", "Name sessions, a user, or everyone, and nothing beside.");
        }

        IResult Run(SessionEnding ending, Func<SessionEnding, CancellationToken, Task<EndProgress>> end) =>
            new ProgressResult<EndProgress>(
                AdminJsonContext.Default.EndProgress,
                cancel => end(ending, cancel),
                () => ending.Progress
            );
    }

    /// <summary>All but the one that stays. A storage that cannot count can still end.</summary>
    private static async ValueTask<long> CountAsync(AdminCall call, CancellationToken cancellationToken)
    {
        try
        {
            var counted = await call.Sessions.GetStatisticsAsync(cancellationToken).ConfigureAwait(false);
            return counted.Succeeded ? Math.Max(0, counted.Value.Live - 1) : 0;
        }
        catch (SessionStorageUnsupportedException)
        {
            return 0;
        }
    }
}
