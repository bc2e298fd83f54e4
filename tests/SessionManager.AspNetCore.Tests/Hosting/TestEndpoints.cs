using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Tests.Hosting;

/// <summary>One endpoint for each way in which a host may use sessions.</summary>
internal static class TestEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/anonymous", () => "hello");
        app.MapGet("/optional", (HttpContext http) => http.GetUserSession()?.UserId ?? "nobody");
        app.MapGet("/me", (HttpContext http) => http.GetUserSession()!.UserId).RequireSession();
        app.MapGet("/authorized", (HttpContext http) => http.User.Identity!.Name).RequireAuthorization();
        app.MapGet("/attribute", [Authorize] (HttpContext http) => http.User.Identity!.Name);
        app.MapGet("/admin", [Authorize(Roles = "admin")] (HttpContext http) => http.User.Identity!.Name);
        app.MapGet("/user", (HttpContext http) => http.User.Identity?.Name ?? "nobody");
        app.MapGet(
            "/count",
            async (ISessionManager sessions) =>
            {
                var statistics = await sessions.GetStatisticsAsync();
                return statistics.ToString();
            }
        );
        app.MapPost(
            "/login",
            async (HttpContext http, string user, string? role, bool remember = false, bool token = false) =>
                user == "mallory"
                    ? Results.Unauthorized()
                    : await http.SignInSessionAsync(
                        user,
                        role,
                        remember,
                        transport: token ? SessionTransport.Token : SessionTransport.Cookie
                    )
        );
        app.MapPost(
            "/logout",
            async (HttpContext http) =>
            {
                var ended = await http.SignOutSessionAsync();
                return ended.ToString(CultureInfo.InvariantCulture);
            }
        );
    }
}
