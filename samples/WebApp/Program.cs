using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;
using WebApp;
using WebApp.Endpoints;
using WebApp.Users;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
if (settings["urls"] is null && settings["http_ports"] is null)
    builder.WebHost.UseUrls("http://127.0.0.1:5085");

// SQLite unless a connection to PostgreSQL is configured: --ConnectionStrings:Postgres "Host=...".
builder.Services.AddDbContextFactory<AppDbContext>(options =>
{
    if (settings.GetConnectionString("Postgres") is { } postgres)
        options.UseNpgsql(postgres);
    else
        options.UseSqlite(
            settings.GetConnectionString("Sqlite") ?? $"Data Source={Path.Combine(AppContext.BaseDirectory, "web.db")}"
        );
});

var sessions = builder
    .Services.AddSessionManager(options =>
    {
        options.DefaultPolicy.MaxSessions = 5;
        options.Roles["admin"] = new() { AbsoluteLifetime = TimeSpan.FromHours(4), MaxSessions = 2 };
    })
    .UseEntityFrameworkStorage<AppDbContext>()
    .AddDatabaseAudit<AppDbContext>()
    .AddLoggerAudit()
    .AddDeviceEnricher()
    .AddAspNetCore();

// Redis in front of the database where one is configured: --ConnectionStrings:Redis localhost:6379.
if (settings.GetConnectionString("Redis") is { } redis)
{
    builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis));
    sessions.UseRedisCache();
}

builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
);
builder.Services.AddSingleton<UserStore>();
builder.Services.AddSingleton<ResetMail>();
builder.Services.AddRateLimiter(Limits.Add);
builder.Services.AddProblemDetails();
builder.Services.AddOpenApi();
builder.Services.AddHealthChecks().AddSessionManager();

var app = builder.Build();
await app.Services.GetRequiredService<UserStore>().CreateAsync();

app.UseSessionManager();
app.UseRateLimiter();

app.MapOpenApi();
app.MapSessions();
app.MapSessionDashboard("/account/sessions", options => options.SignInPath = SignInPage.Path);
app.MapSessionAdmin("/admin/sessions", options => options.SignInPath = SignInPage.Path);
app.MapGet("/", () => Results.LocalRedirect("/account/sessions"));
SignInPage.Map(app);
AccountEndpoints.Map(app);
RotationEndpoints.Map(app);
AppEndpoints.Map(app);

app.Run();
