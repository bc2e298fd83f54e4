using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SessionManager.AspNetCore.Endpoints.Contracts;
using SessionManager.AspNetCore.Problems;
using SessionManager.AspNetCore.SignIn;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>
/// A session for another device by a one-time code: made by the session that has it, redeemed by whoever holds it. Only
/// there when the host has asked for it. A code is in bodies alone, where no log of addresses has it.
/// </summary>
internal static class TransferEndpoints
{
    private const string Json = "application/json";

    public static void Map(RouteGroupBuilder group, SessionEndpointOptions options)
    {
        var create = group
            .MapPost("transfer", (Delegate)CreateAsync)
            .WithName("CreateSessionTransferCode")
            .WithSummary("A one-time code with which another device of yours gets a session.")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
        if (options.TransferFreshness is { } maxAge)
            create.RequireFreshSession(maxAge);
        var redeem = group
            .MapPost("transfer/redeem", (Delegate)RedeemAsync)
            .AllowAnonymous()
            .WithName("RedeemSessionTransferCode")
            .WithSummary("Opens a session for a one-time code.")
            .Accepts<RedeemTransferRequest>(Json)
            .Produces<SessionSignInResponse>(StatusCodes.Status200OK, Json)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        if (options.RateLimiterPolicy is not { } policy)
            return;
        create.RequireRateLimiting(policy);
        redeem.RequireRateLimiting(policy);
    }

    private static async Task<SessionAnswer<TransferCodeResponse>> CreateAsync(HttpContext context)
    {
        var call = new SessionEndpointCall(context);
        var made = await call
            .Sessions.CreateTransferCodeAsync(
                new SessionAccess
                {
                    IpAddress = ClientAddress.Of(context),
                    UserAgent = context.Request.Headers.UserAgent,
                },
                call.Cancellation
            )
            .ConfigureAwait(false);
        return made.Succeeded
            ? new(new TransferCodeResponse(made.Value.Code, made.Value.ExpiresAt))
            : new(SessionEndpointCall.Problem(made));
    }

    private static async Task<IResult> RedeemAsync(HttpContext context)
    {
        var body = await JsonBody
            .ReadAsync(context, SessionJsonContext.Default.RedeemTransferRequest)
            .ConfigureAwait(false);
        if (body is not { Code: { } code })
            return SessionProblem.Unreadable;
        SessionTransport? transport = body.Transport switch
        {
            null or "cookie" => SessionTransport.Cookie,
            "token" => SessionTransport.Token,
            _ => null,
        };
        if (transport is not { } wanted || !SessionSignInService.Of(context).Accepts(wanted))
        {
            const string message = "The transport is cookie or token, and one that this host accepts.";
            return SessionFault.Invalid(new SessionError("transport", message), message);
        }

        return await context.RedeemSessionTransferCodeAsync(code, wanted).ConfigureAwait(false);
    }
}
