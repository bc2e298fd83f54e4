namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>
/// <c>/bare</c> and <c>/_stats</c>, in front of everything else. <see cref="WebApplication"/> puts authentication before
/// the whole pipeline as soon as its services are registered; only a startup filter comes earlier than that.
/// </summary>
internal sealed class UntouchedBranch : IStartupFilter
{
    public const string BarePath = "/bare";

    private static readonly string BareUser = Me.UserName(0);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.MapWhen(
                context => context.Request.Path.Value is BarePath or ServerStats.Path,
                branch =>
                {
                    branch.UseRouting();
                    branch.UseEndpoints(endpoints =>
                    {
                        endpoints.MapGet(BarePath, (HttpContext http) => Me.Answer(http, BareUser));
                        endpoints.MapGet(ServerStats.Path, () => TypedResults.Ok(ServerStats.Read()));
                    });
                }
            );
            next(app);
        };
}
