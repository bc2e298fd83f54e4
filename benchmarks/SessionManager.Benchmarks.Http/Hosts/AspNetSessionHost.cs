using Microsoft.AspNetCore.DataProtection;

namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>ASP.NET Core Session over the in-memory distributed cache: a value put at login, read on every request.</summary>
internal sealed class AspNetSessionHost : IBenchmarkHost
{
    private const string UserKey = "user";

    public bool Authenticates => true;

    public void AddServices(WebApplicationBuilder builder)
    {
        // Keys of one run are of no use to another, and must not be left in the user's profile.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddDistributedMemoryCache();
        builder.Services.AddSession();
    }

    public void Map(WebApplication app)
    {
        app.UseSession();
        app.MapPost(
            "/login/{number:int}",
            (int number, HttpContext http) =>
            {
                http.Session.SetString(UserKey, Me.UserName(number));
                return TypedResults.NoContent();
            }
        );
        app.MapGet("/me", (HttpContext http) => Me.Answer(http, http.Session.GetString(UserKey)));
    }
}
