using SessionManager.DependencyInjection;

namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>Ours: the pipeline of the QuickStart sample. Memory storage, the token in a cookie, an endpoint that requires a session.</summary>
internal class SessionManagerHost : IBenchmarkHost
{
    public bool Authenticates => true;

    public void AddServices(WebApplicationBuilder builder) =>
        UseStorage(
            builder
                .Services.AddSessionManager(options => options.DefaultPolicy.MaxSessions = 3)
                .AddDeviceEnricher()
                .AddAspNetCore(http => http.RequireHttps = false)
        );

    public void Map(WebApplication app)
    {
        app.UseSessionManager();
        app.MapPost(
            "/login/{number:int}",
            async (int number, HttpContext http) => await http.SignInSessionAsync(Me.UserName(number))
        );
        app.MapGet("/me", (HttpContext http) => Me.Answer(http, http.GetUserSession()?.UserId)).RequireSession();
    }

    protected virtual void UseStorage(ISessionManagerBuilder sessions) { }
}
