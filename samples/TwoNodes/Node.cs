using SessionManager.AspNetCore;
using StackExchange.Redis;

namespace TwoNodes;

/// <summary>One host: its own container, its own connection to Redis.</summary>
internal static class Node
{
    public static async Task<WebApplication> StartAsync(string url, string redis, bool cache)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => connection);
        var sessions = builder.Services.AddSessionManager().UseRedisStorage().AddDeviceEnricher().AddAspNetCore();
        if (cache)
            sessions.AddRedisChangeFeed().AddInProcessCache();

        var app = builder.Build();
        app.UseSessionManager();
        app.MapPost(
            "/login",
            async (Login login, HttpContext http) =>
                login.Password == "demo"
                    ? await http.SignInSessionAsync(login.User, transport: SessionTransport.Token)
                    : Results.Problem("The user or the password is wrong.", statusCode: 401)
        );
        app.MapPost(
            "/logout",
            async (HttpContext http) =>
            {
                await http.SignOutSessionAsync();
                return Results.NoContent();
            }
        );
        app.MapGet("/me", (HttpContext http) => new { user = http.GetUserSession()!.UserId, node = url })
            .RequireSession();
        await app.StartAsync();
        return app;
    }
}
