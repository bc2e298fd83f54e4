using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.DependencyInjection;

namespace SessionManager.AspNetCore.Tests.Tickets;

/// <summary>A host with cookie authentication as any has it, and one line more.</summary>
internal static class TicketHost
{
    public const string Name = ".AspNetCore.Cookies";

    public static Task<TestHost> StartAsync(
        Action<CookieAuthenticationOptions>? cookie = null,
        ISessionUserValidator? users = null,
        Action<IServiceCollection>? services = null,
        Action<ISessionManagerBuilder>? sessions = null,
        Action<WebApplication>? endpoints = null
    ) =>
        TestHost.StartAsync(
            new()
            {
                Before = builder =>
                {
                    var scheme = builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme);
                    if (cookie is null)
                        scheme.AddCookie();
                    else
                        scheme.AddCookie(cookie);
                    services?.Invoke(builder.Services);
                    if (users is not null)
                        builder.Services.AddSingleton(users);
                },
                Builder = builder =>
                {
                    builder.AddSessionTicketStore();
                    sessions?.Invoke(builder);
                },
                Endpoints = app =>
                {
                    Map(app);
                    endpoints?.Invoke(app);
                },
            }
        );

    public static (string, string) Cookie(Answer signIn) => ("Cookie", $"{Name}={Credentials.TokenOf(signIn, Name)}");

    public static Task<Answer> SignInAsync(
        this TestHost host,
        string user,
        string query = "",
        params (string, string)[] headers
    ) => host.PostAsync($"/ticket/login?user={user}{query}", headers);

    private static void Map(WebApplication app)
    {
        app.MapSessions();
        app.MapGet(
                "/ticket/me",
                static (ClaimsPrincipal user) =>
                    string.Join(' ', user.Claims.Select(static claim => $"{claim.Type}={claim.Value}"))
            )
            .RequireAuthorization();
        app.MapPost(
            "/ticket/login",
            static async (HttpContext http, string user, bool persistent = false) =>
            {
                var identity = new ClaimsIdentity(
                    [new("sub", user), new("name", user), new("role", "clerk"), new("department", "canary-7")],
                    "password",
                    "name",
                    "role"
                );
                await http.SignInAsync(
                    new ClaimsPrincipal(identity),
                    new AuthenticationProperties { IsPersistent = persistent }
                );
            }
        );
        // As Identity's RefreshSignInAsync does.
        app.MapPost(
            "/ticket/refresh-sign-in",
            static async (HttpContext http) =>
            {
                var current = await http.AuthenticateAsync();
                await http.SignInAsync(current.Principal!, current.Properties);
            }
        );
        app.MapPost("/ticket/logout", static (HttpContext http) => http.SignOutAsync());
    }
}
