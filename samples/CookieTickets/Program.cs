using System.Security.Claims;
using CookieTickets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
    builder.WebHost.UseUrls("http://127.0.0.1:5084");

// An application with ASP.NET Core's cookie authentication, as it stands in many places ...
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
builder.Services.AddAuthorization();

// ... and the line that makes its sign-ins sessions: listed, limited, ended from elsewhere.
builder.Services.AddSessionManager().AddDeviceEnricher().AddSessionTicketStore();

var app = builder.Build();
app.UseSessionManager();

app.MapPost(
    "/login",
    async (Login login, HttpContext http) =>
    {
        // In your application the check of the password is your own.
        if (login.Password != "demo" || string.IsNullOrEmpty(login.User))
            return Results.Unauthorized();
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, login.User), new(ClaimTypes.Name, login.User)],
            CookieAuthenticationDefaults.AuthenticationScheme
        );
        await http.SignInAsync(new ClaimsPrincipal(identity));
        return Results.NoContent();
    }
);
app.MapPost("/logout", (HttpContext http) => http.SignOutAsync());
app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();

// New: GET /sessions, DELETE /sessions/{id}, DELETE /sessions and the rest.
app.MapSessions();

app.Run();
