using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SessionManager.AspNetCore.Endpoints.Contracts;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>The REST API, endpoint by endpoint. Nothing changes by GET, and every one needs a session.</summary>
internal static partial class SessionEndpoints
{
    private const string Json = "application/json";

    public static void Map(RouteGroupBuilder group, SessionEndpointOptions options)
    {
        MapLists(group);
        MapOne(group);
        MapMany(group);
        if (options.CreateSession is { } rule)
            MapCreate(group, new CreateEndpoint(rule), options);
        if (options.AllowTransfer)
            TransferEndpoints.Map(group, options);
        if (options.MapRefresh)
            MapRefresh(group, options);
    }

    /// <summary>Maps <c>POST /refresh</c> where the credentials of the host can be refreshed.</summary>
    static partial void MapRefresh(RouteGroupBuilder group, SessionEndpointOptions options);

    private static void MapLists(RouteGroupBuilder group)
    {
        group
            .MapGet("", ListEndpoints.OwnAsync)
            .WithName("ListSessions")
            .WithSummary("Your sessions, newest activity first: the live ones unless a status is named.")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group
            .MapGet("user/{userId}/sessions", ListEndpoints.OfUserAsync)
            .WithName("ListUserSessions")
            .WithSummary("The sessions of a user: your own, or anybody's as an admin.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static void MapOne(RouteGroupBuilder group)
    {
        group
            .MapGet("validate", (Delegate)ManySessionsEndpoints.Validate)
            .WithName("ValidateSession")
            .WithSummary("The session of this request. Asking does not keep it alive.")
            .WithoutSessionActivity();
        group
            .MapGet("{id}", OneSessionEndpoints.GetAsync)
            .WithName("GetSession")
            .WithSummary("One session, in whatever state.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group
            .MapPost("{id}/activity", OneSessionEndpoints.TouchAsync)
            .WithName("RecordSessionActivity")
            .WithSummary("Records that a session is in use.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group
            .MapPost("{id}/extend", OneSessionEndpoints.ExtendAsync)
            .WithName("ExtendSession")
            .WithSummary("Moves the end of a session later, as far as its policy allows.")
            .Accepts<ExtendSessionRequest>(Json)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group
            .MapPatch("{id}", OneSessionEndpoints.RenameAsync)
            .WithName("RenameSession")
            .WithSummary("Gives the device of a session a name by which its user knows it again.")
            .Accepts<RenameSessionRequest>(Json)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group
            .MapDelete("{id}", OneSessionEndpoints.EndAsync)
            .WithName("EndSession")
            .WithSummary("Ends a session. May be repeated.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapMany(RouteGroupBuilder group)
    {
        group
            .MapDelete("", (Delegate)ManySessionsEndpoints.EndOthersAsync)
            .WithName("EndOtherSessions")
            .WithSummary("Ends all your sessions but this one.");
        group
            .MapDelete("user/{userId}", ManySessionsEndpoints.EndOfUserAsync)
            .WithName("EndUserSessions")
            .WithSummary("Ends all sessions of a user, this one included: your own, or anybody's as an admin.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group
            .MapGet("stats", (Delegate)ManySessionsEndpoints.CountAsync)
            .WithName("CountSessions")
            .WithSummary("How many sessions there are. Admins only.")
            .ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static void MapCreate(RouteGroupBuilder group, CreateEndpoint create, SessionEndpointOptions options)
    {
        var endpoint = group
            .MapPost("create", (Delegate)create.HandleAsync)
            .WithName("CreateSession")
            .WithSummary("Opens a session, for oneself or, as an admin, for another user.")
            .Accepts<CreateSessionRequest>(Json)
            .Produces<SignIn.SessionSignInResponse>(StatusCodes.Status200OK, Json)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        if (options.RateLimiterPolicy is { } policy)
            endpoint.RequireRateLimiting(policy);
    }
}
