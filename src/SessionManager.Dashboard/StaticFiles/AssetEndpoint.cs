using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SessionManager.Dashboard.StaticFiles;

/// <summary>Serves the files of the pages. They hold nothing of anybody, so they need no session.</summary>
internal static class AssetEndpoint
{
    /// <summary>Below a page: the version, and then the file.</summary>
    public const string Folder = "assets";

    private const string Gzip = "gzip";

    /// <summary>Maps the files below a group of pages.</summary>
    public static void Map(IEndpointRouteBuilder group) =>
        group
            .MapGet($"{Folder}/{{version}}/{{**file}}", (Delegate)ServeAsync)
            .WithMetadata(new AllowAnonymousAttribute())
            .ExcludeFromDescription();

    /// <summary>Maps one file at an address of its own, which browsers ask about again each time.</summary>
    public static IEndpointConventionBuilder MapOne(IEndpointRouteBuilder endpoints, string pattern, string file) =>
        endpoints
            .MapGet(pattern, (HttpContext context) => WriteAsync(context, file, isLasting: false))
            .WithMetadata(new AllowAnonymousAttribute())
            .ExcludeFromDescription();

    /// <summary>
    /// Another version is asked for while a newer one is rolled out: this node's file helps, but no cache may keep it
    /// under that name.
    /// </summary>
    private static Task ServeAsync(HttpContext context, string version, string? file) =>
        WriteAsync(
            context,
            file ?? "",
            isLasting: string.Equals(version, DashboardAssets.Shared.Version, StringComparison.Ordinal)
        );

    private static async Task WriteAsync(HttpContext context, string file, bool isLasting)
    {
        var (request, response) = (context.Request, context.Response);
        if (DashboardAssets.Shared.Find(file) is not { } asset)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = response.Headers;
        headers.CacheControl = isLasting ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = asset.Tag;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (IsKnown(request.Headers.IfNoneMatch, asset.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var content = asset.Content;
        if (asset.Compressed is { } compressed && TakesGzip(request.Headers.AcceptEncoding))
        {
            headers.ContentEncoding = Gzip;
            content = compressed;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    private static bool IsKnown(StringValues given, string tag) =>
        EntityTagHeaderValue.TryParseList(given, out var tags)
        && tags.Any(known => known.Tag.Equals(tag, StringComparison.Ordinal));

    private static bool TakesGzip(StringValues given) =>
        StringWithQualityHeaderValue.TryParseList(given, out var encodings)
        && encodings.Any(static encoding =>
            encoding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0
        );
}
