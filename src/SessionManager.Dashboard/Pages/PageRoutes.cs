using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Dashboard.DependencyInjection;
using SessionManager.Dashboard.StaticFiles;

namespace SessionManager.Dashboard.Pages;

/// <summary>What is mapped for a page: the page itself, its files, and the REST API below it.</summary>
internal static class PageRoutes
{
    public static RouteGroupBuilder Map(
        IEndpointRouteBuilder endpoints,
        string path,
        DashboardPage page,
        Action<SessionDashboardOptions>? configure,
        Action<RouteGroupBuilder>? mapApi = null
    )
    {
        var options = Options(endpoints.ServiceProvider, configure);
        var pageEndpoint = new PageEndpoint(page, options);
        var outer = endpoints.MapGroup("");
        // Around whatever the host demands of the group that it is given.
        ((IEndpointConventionBuilder)outer).Finally(endpoint =>
        {
            if (endpoint.Metadata.Contains(page))
                endpoint.RequestDelegate = new PageRefusal(endpoint.RequestDelegate!, pageEndpoint).InvokeAsync;
        });
        var group = outer.MapGroup(path);
        group.ExcludeFromDescription();
        // The host may map the same API at a place of its own, and names of endpoints must be unique.
        ((IEndpointConventionBuilder)group).Finally(static endpoint =>
        {
            foreach (var name in endpoint.Metadata.Where(IsName).ToArray())
                endpoint.Metadata.Remove(name);
        });
        group.MapGet("", (Delegate)pageEndpoint.HandleAsync).WithMetadata(page);
        AssetEndpoint.Map(group);
        (mapApi ?? MapSessions)(group);
        return group;
    }

    private static void MapSessions(RouteGroupBuilder group) =>
        group.MapSessions("api", static api => api.MapRefresh = false);

    /// <summary>A fresh instance each time: what one page sets is not another's.</summary>
    private static SessionDashboardOptions Options(
        IServiceProvider services,
        Action<SessionDashboardOptions>? configure
    )
    {
        var options =
            services
                .GetService<IOptionsFactory<SessionDashboardOptions>>()
                ?.Create(Microsoft.Extensions.Options.Options.DefaultName)
            ?? new SessionDashboardOptions();
        configure?.Invoke(options);
        var result = new SessionDashboardOptionsValidator().Validate(name: null, options);
        return result.Succeeded
            ? options
            : throw new OptionsValidationException(
                Microsoft.Extensions.Options.Options.DefaultName,
                typeof(SessionDashboardOptions),
                result.Failures!
            );
    }

    private static bool IsName(object metadata) => metadata is IEndpointNameMetadata or IRouteNameMetadata;
}
