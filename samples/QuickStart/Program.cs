using System.Text.Json;
using QuickStart;
using SessionManager.AspNetCore;

// A demo list: in your application the users, and the check of their passwords, are your own.
var roles = new Dictionary<string, string?>
{
    ["alice"] = null,
    ["bob"] = null,
    ["admin"] = "admin",
};

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
    builder.WebHost.UseUrls("http://127.0.0.1:5080");
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
);
builder
    .Services.AddSessionManager(options => options.DefaultPolicy.MaxSessions = 3) // the least recently active makes room
    .AddDeviceEnricher()
    .AddAspNetCore();

var app = builder.Build();
app.UseSessionManager();

app.MapGet("/", (HttpRequest request) => Instructions.For($"{request.Scheme}://{request.Host}"));

app.MapPost(
    "/login",
    async (Login login, HttpContext http, bool token = false) =>
        roles.TryGetValue(login.User ?? "", out var role) && login.Password == "demo"
            ? await http.SignInSessionAsync(
                login.User!,
                role,
                transport: token ? SessionTransport.Token : SessionTransport.Cookie
            )
            : Results.Problem("The user or the password is wrong.", statusCode: StatusCodes.Status401Unauthorized)
);

app.MapPost(
    "/logout",
    async (HttpContext http) =>
    {
        await http.SignOutSessionAsync();
        return Results.NoContent();
    }
);

app.MapGet("/me", (HttpContext http) => Me.Of(http.GetUserSession()!)).RequireSession();

var sessions = app.MapGroup("/sessions").RequireSession();
sessions.MapGet("", Sessions.ListAsync);
sessions.MapDelete("", Sessions.EndOthersAsync);
sessions.MapDelete("{id}", Sessions.EndAsync);

app.Run();
