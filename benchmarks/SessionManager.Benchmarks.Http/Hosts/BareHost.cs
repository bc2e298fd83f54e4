namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>The ceiling: the same endpoint with no session at all.</summary>
internal sealed class BareHost : IBenchmarkHost
{
    private static readonly string User = Me.UserName(0);

    public bool Authenticates => false;

    public void AddServices(WebApplicationBuilder builder) { }

    public void Map(WebApplication app)
    {
        app.MapPost("/login/{number:int}", () => TypedResults.NoContent());
        app.MapGet("/me", (HttpContext http) => Me.Answer(http, User));
    }
}
