namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>
/// One contender: <c>POST /login/{n}</c> signs user <c>n</c> in and sets a cookie, <c>GET /me</c> answers
/// <see cref="Me"/> for that cookie and 401 for any other.
/// </summary>
internal interface IBenchmarkHost
{
    /// <summary>False only for the ceiling, which answers anyone.</summary>
    bool Authenticates { get; }

    void AddServices(WebApplicationBuilder builder);

    void Map(WebApplication app);
}
