using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>Cookie authentication whose tickets stay on the server: the revocable set-up that ASP.NET Core offers.</summary>
internal sealed class TicketStoreHost : IBenchmarkHost
{
    public bool Authenticates => true;

    public void AddServices(WebApplicationBuilder builder)
    {
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthorization();
        builder
            .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.SessionStore = new MemoryTicketStore();
                // Sliding would rewrite ticket and cookie once in a while: the read path is what is measured.
                cookie.SlidingExpiration = false;
                cookie.Events.OnRedirectToLogin = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    return Task.CompletedTask;
                };
            });
    }

    public void Map(WebApplication app)
    {
        app.MapPost("/login/{number:int}", (int number) => TypedResults.SignIn(Principal(number)));
        app.MapGet("/me", (HttpContext http) => Me.Answer(http, http.User.FindFirstValue(ClaimTypes.NameIdentifier)))
            .RequireAuthorization();
    }

    private static ClaimsPrincipal Principal(int number) =>
        new(
            new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, Me.UserName(number)), new Claim(ClaimTypes.Role, "user")],
                CookieAuthenticationDefaults.AuthenticationScheme
            )
        );
}
