using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace SessionManager.Benchmarks.Http.Hosts.Redis;

/// <summary>
/// ASP.NET Core Session over Redis: a value put at login, read on every request, the session loaded without blocking as
/// its documentation advises. Four round trips: the middleware reads the entry and then refreshes it, each of which the
/// cache follows by an EXPIRE.
/// </summary>
internal sealed class AspNetSessionRedisHost : IBenchmarkHost
{
    private const string UserKey = "user";

    public bool Authenticates => true;

    public void AddServices(WebApplicationBuilder builder)
    {
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton(HostRedis.Connect());
        builder.Services.AddSingleton<IDistributedCache, RedisDistributedCache>();
        builder.Services.AddSession();
    }

    public void Map(WebApplication app)
    {
        app.UseSession();
        app.MapPost(
            "/login/{number:int}",
            async (int number, HttpContext http) =>
            {
                await http.Session.LoadAsync(http.RequestAborted);
                http.Session.SetString(UserKey, Me.UserName(number));
                return TypedResults.NoContent();
            }
        );
        app.MapGet(
            "/me",
            async (HttpContext http) =>
            {
                await http.Session.LoadAsync(http.RequestAborted);
                return Me.Answer(http, http.Session.GetString(UserKey));
            }
        );
    }
}
