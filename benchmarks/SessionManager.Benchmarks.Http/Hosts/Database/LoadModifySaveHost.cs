using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace SessionManager.Benchmarks.Http.Hosts.Database;

/// <summary>
/// What teams write by hand: the request's own context loads the session, moves its times and saves it, on every request.
/// </summary>
internal sealed class LoadModifySaveHost : IBenchmarkHost
{
    private const string CookieName = "sid";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    private static readonly object UserKey = new();

    public bool Authenticates => true;

    public void AddServices(WebApplicationBuilder builder) =>
        builder.Services.AddDbContextPool<OwnSessionContext>(HostDatabase.Configure);

    public void Map(WebApplication app)
    {
        using (var scope = app.Services.CreateScope())
            scope.ServiceProvider.GetRequiredService<OwnSessionContext>().Database.EnsureCreated();
        app.Use(LoadAsync);
        app.MapPost("/login/{number:int}", SignInAsync);
        app.MapGet("/me", (HttpContext http) => Me.Answer(http, http.Items[UserKey] as string));
    }

    private static async Task LoadAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Cookies[CookieName] is { } token)
        {
            var context = http.RequestServices.GetRequiredService<OwnSessionContext>();
            var hash = HashOf(token);
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var session = await context.Sessions.FirstOrDefaultAsync(
                session => session.TokenHash == hash,
                http.RequestAborted
            );
            if (session is not null && session.ExpiresAt > now)
            {
                session.LastActivity = now;
                session.ExpiresAt = now + Lifetime;
                await context.SaveChangesAsync(http.RequestAborted);
                http.Items[UserKey] = session.UserId;
            }
        }

        await next(http);
    }

    private static async Task SignInAsync(int number, HttpContext http, OwnSessionContext context)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        context.Add(
            new OwnSession
            {
                TokenHash = HashOf(token),
                UserId = Me.UserName(number),
                CreatedAt = now,
                LastActivity = now,
                ExpiresAt = now + Lifetime,
                IpAddress = http.Connection.RemoteIpAddress?.ToString(),
                UserAgent = http.Request.Headers.UserAgent,
            }
        );
        await context.SaveChangesAsync(http.RequestAborted);
        http.Response.Cookies.Append(CookieName, token, new CookieOptions { HttpOnly = true });
    }

    private static string HashOf(string token) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
}
