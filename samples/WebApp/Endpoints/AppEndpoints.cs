using System.Text.Json;
using SessionManager.Management;
using SessionManager.Sessions;

namespace WebApp.Endpoints;

/// <summary>What the application is for: each endpoint asks something else of the session.</summary>
internal static class AppEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/chat", (Message message, HttpContext http) => $"{http.GetUserSession()!.UserId}: {message.Text}")
            .RequireSession();
        // A page asks for this by itself every few seconds: that is no use of the session.
        app.MapGet("/chat/unread", () => 0).RequireSession().WithoutSessionActivity();
        app.MapGet("/admin", () => "admins only").RequireSessionRole("admin");
        app.MapGet("/developer", () => "developers and admins").RequireSessionRole("developer", "admin");
        app.MapPost("/write", () => "written").RequireSessionPermission("write");
        app.MapGet("/profile", Profile).RequireSession();
        app.MapPut("/profile", SaveAsync).RequireSession();
    }

    /// <summary>Names that begin with a dot are the library's own.</summary>
    private static Dictionary<string, JsonElement> Profile(HttpContext http) =>
        http.GetUserSession()!.Metadata.Where(pair => !pair.Key.StartsWith('.')).ToDictionary();

    /// <summary>Preferences that live and end with the session.</summary>
    private static async Task<IResult> SaveAsync(JsonElement profile, HttpContext http, ISessionManager sessions)
    {
        if (profile.ValueKind != JsonValueKind.Object)
            return Problems.Invalid("A profile is a JSON object.");
        var session = http.GetUserSession()!;
        var saved = await sessions
            .For(SessionCaller.Of(session))
            .SetMetadataAsync(session.Id, SessionMetadata.From(profile), http.RequestAborted);
        return saved.Succeeded
            ? Results.NoContent()
            : Problems.Invalid(saved.Error?.Message ?? "The profile was not saved.");
    }
}
