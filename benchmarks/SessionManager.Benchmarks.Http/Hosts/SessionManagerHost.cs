namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>Ours: memory storage, the token in a cookie, <c>/me</c> behind the middleware.</summary>
internal sealed class SessionManagerHost : IBenchmarkHost
{
    public bool Authenticates => true;

    public void AddServices(WebApplicationBuilder builder) => Wire();

    public void Map(WebApplication app) => Wire();

    private static void Wire() => throw new NotWiredException("not wired yet");
}
