using Database;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
    builder.WebHost.UseUrls("http://127.0.0.1:5081");

var connection =
    builder.Configuration.GetConnectionString("Sessions")
    ?? $"Data Source={Path.Combine(AppContext.BaseDirectory, "sessions.db")}";
builder.Services.AddPooledDbContextFactory<AppDbContext>(options => options.UseSqlite(connection));
builder
    .Services.AddSessionManager(options => options.DefaultPolicy.MaxSessions = 3)
    .UseEntityFrameworkStorage<AppDbContext, AppSession>(storage => storage.OnInserting = AppSession.Fill)
    .AddDatabaseAudit<AppDbContext>()
    .AddDeviceEnricher()
    .AddAspNetCore();

var app = builder.Build();

// A sample makes its tables itself; an application adds a migration: dotnet ef migrations add Sessions.
var contexts = app.Services.GetRequiredService<IDbContextFactory<AppDbContext>>();
await using (var context = await contexts.CreateDbContextAsync())
    await context.Database.EnsureCreatedAsync();

app.UseSessionManager();

app.MapPost(
    "/login",
    async (Login login, HttpContext http, IDbContextFactory<AppDbContext> database) =>
    {
        await using var context = await database.CreateDbContextAsync(http.RequestAborted);
        // In your application the check of the password is your own.
        return login.Password == "demo" && await context.Users.AnyAsync(user => user.Id == login.User)
            ? await http.SignInSessionAsync(login.User)
            : Results.Problem("The user or the password is wrong.", statusCode: StatusCodes.Status401Unauthorized);
    }
);

app.MapPost(
    "/logout",
    async (HttpContext http) =>
    {
        await http.SignOutSessionAsync();
        return Results.NoContent();
    }
);

app.MapGet("/me", (HttpContext http) => new { user = http.GetUserSession()!.UserId }).RequireSession();

// Sessions are rows like any others: the application may join and count them as it likes.
app.MapGet(
        "/tenants",
        async (IDbContextFactory<AppDbContext> database, CancellationToken cancellationToken) =>
        {
            await using var context = await database.CreateDbContextAsync(cancellationToken);
            return await context
                .Sessions.Where(session => session.TerminatedAt == null)
                .GroupBy(session => session.Tenant)
                .Select(group => new { tenant = group.Key, sessions = group.Count() })
                .ToListAsync(cancellationToken);
        }
    )
    .RequireSession();

app.Run();
