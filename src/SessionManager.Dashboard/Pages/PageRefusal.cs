using Microsoft.AspNetCore.Http;

namespace SessionManager.Dashboard.Pages;

/// <summary>
/// Turns what a demand of the host's answers (<c>RequireSession</c> and its like, on the group of a page) into a page. Such
/// a demand stands before the page and answers programs; here a person looks at it.
/// </summary>
internal sealed class PageRefusal(RequestDelegate guarded, PageEndpoint page)
{
    private const string Problem = "application/problem+json";

    public async Task InvokeAsync(HttpContext context)
    {
        var response = context.Response;
        var body = response.Body;
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            await guarded(context).ConfigureAwait(false);
        }
        finally
        {
            response.Body = body;
        }

        if (response.ContentType?.StartsWith(Problem, StringComparison.Ordinal) == true)
        {
            response.Headers.ContentType = default;
            response.ContentLength = null;
            await page.RefuseAsync(context, response.StatusCode).ConfigureAwait(false);
            return;
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
