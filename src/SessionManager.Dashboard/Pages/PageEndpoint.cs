using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore;
using SessionManager.Dashboard.DependencyInjection;
using SessionManager.Dashboard.Texts;

namespace SessionManager.Dashboard.Pages;

/// <summary>Answers with a page, or says why there is none: no session, or sessions that cannot be reached.</summary>
internal sealed class PageEndpoint(DashboardPage page, SessionDashboardOptions options)
{
    private const string Html = "text/html; charset=utf-8";

    public Task HandleAsync(HttpContext context)
    {
        PageHeaders.Set(context.Response);
        context.Response.Headers.Vary = "Cookie";
        var feature =
            context.Features.Get<IUserSessionFeature>()
            ?? throw new InvalidOperationException(
                "A page of the dashboard needs a session, but nothing has looked for one. "
                    + "Call app.UseSessionManager() before the endpoints run."
            );
        var texts = DashboardTexts.For(CultureInfo.CurrentUICulture, options.Texts);
        if (feature.Session is not null)
            return page.Allows?.Invoke(context) == false ? DenyAsync(context, texts) : ShowAsync(context, texts);
        return feature.Failure is null ? SendAwayAsync(context, texts) : ExcuseAsync(context, texts);
    }

    /// <summary>The page in the place of an answer for programs, which a demand of the host's gave.</summary>
    public Task RefuseAsync(HttpContext context, int status)
    {
        PageHeaders.Set(context.Response);
        var texts = DashboardTexts.For(CultureInfo.CurrentUICulture, options.Texts);
        if (status == StatusCodes.Status503ServiceUnavailable)
            return ExcuseAsync(context, texts);
        if (status == StatusCodes.Status401Unauthorized)
            return SendAwayAsync(context, texts);
        return WriteAsync(
            context,
            status,
            Document(context, texts)
                .Notice(page, texts["forbidden.heading"], texts["error.forbidden"], link: null, linkText: null)
        );
    }

    private Task ShowAsync(HttpContext context, DashboardTexts texts)
    {
        var request = context.Request;
        var below = PageAddress.Below(request);
        var configuration = new PageConfiguration
        {
            Api = $"{below}api",
            SignIn = SignIn(request),
            SignedOut = options.SignedOutPath is { } path ? PageAddress.OfHost(request, path) : null,
            ShowHistory = options.ShowHistory,
            Texts = texts.Of(page.Name),
        };
        var home = options.HomePath is { } own ? PageAddress.OfHost(request, own) : null;
        return WriteAsync(
            context,
            StatusCodes.Status200OK,
            Document(context, texts).Application(page, configuration, home)
        );
    }

    /// <summary>To where one signs in, and from there back; or a page that says what is missing.</summary>
    private Task SendAwayAsync(HttpContext context, DashboardTexts texts)
    {
        if (SignIn(context.Request) is { } signIn)
        {
            context.Response.Redirect(signIn);
            return Task.CompletedTask;
        }

        // A demand for a recent sign-in has said so there already.
        if (context.Response.Headers.WWWAuthenticate.Count == 0)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        var isStale = context.Features.Get<IUserSessionFeature>()?.Session is not null;
        return WriteAsync(
            context,
            StatusCodes.Status401Unauthorized,
            Document(context, texts)
                .Notice(
                    page,
                    texts[isStale ? "stale.heading" : "signed_out.heading"],
                    texts[isStale ? "error.stale" : "signed_out.text"],
                    link: null,
                    linkText: null
                )
        );
    }

    private Task DenyAsync(HttpContext context, DashboardTexts texts) =>
        WriteAsync(
            context,
            StatusCodes.Status404NotFound,
            new PageDocument(
                PageAddress.Below(context.Request),
                texts,
                texts["not_found.heading"],
                stylesheet: null
            ).Notice(page, texts["not_found.heading"], texts["not_found.text"], link: null, linkText: null)
        );

    private Task ExcuseAsync(HttpContext context, DashboardTexts texts) =>
        WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            Document(context, texts)
                .Notice(
                    page,
                    texts["unavailable.heading"],
                    texts["unavailable.text"],
                    PageAddress.Own(context.Request),
                    texts["error.retry"]
                )
        );

    private string? SignIn(HttpRequest request)
    {
        if (options.SignInPath is not { } path)
            return null;
        var back = $"{options.ReturnUrlParameter}={Uri.EscapeDataString(PageAddress.Own(request))}";
        return $"{PageAddress.OfHost(request, path)}{(path.Contains('?') ? '&' : '?')}{back}";
    }

    private PageDocument Document(HttpContext context, DashboardTexts texts) =>
        new(
            PageAddress.Below(context.Request),
            texts,
            options.Title ?? texts[page.TitleText],
            options.StylesheetPath is { } own ? PageAddress.OfHost(context.Request, own) : null
        );

    private static async Task WriteAsync(HttpContext context, int status, string html)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Html;
        await context.Response.WriteAsync(html, Encoding.UTF8, context.RequestAborted).ConfigureAwait(false);
    }
}
