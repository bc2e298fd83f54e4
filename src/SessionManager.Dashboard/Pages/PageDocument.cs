using System.Text.Encodings.Web;
using System.Text.Json;
using SessionManager.Dashboard.StaticFiles;
using SessionManager.Dashboard.Texts;

namespace SessionManager.Dashboard.Pages;

/// <summary>
/// Writes the HTML of a page: a frame without a word of any session in it. Every value is encoded here, and what the
/// script is told is JSON in which no character can end the element it stands in.
/// </summary>
/// <param name="below">The address below the page.</param>
/// <param name="texts">In the language of the reader.</param>
/// <param name="title">The heading.</param>
/// <param name="stylesheet">The host's own, after the package's; null for none.</param>
internal sealed class PageDocument(string below, DashboardTexts texts, string title, string? stylesheet)
{
    private readonly string _assets = $"{below}{AssetEndpoint.Folder}/{DashboardAssets.Shared.Version}/";

    /// <summary>A page that its script fills.</summary>
    public string Application(DashboardPage page, PageConfiguration configuration, string? home) =>
        Frame(
            page,
            $"""
            <script type="application/json" id="configuration">{JsonSerializer.Serialize(
                configuration,
                PageJsonContext.Default.PageConfiguration
            )}</script>
              <script type="module" src="{Encode($"{_assets}{page.Name}/{page.Name}.js")}"></script>
            """,
            $"""
            {Home(home)}<main id="page" class="page" data-page="{Encode(page.Name)}">
                <header class="page-head"><h1 tabindex="-1">{Encode(title)}</h1></header>
                <noscript><p class="notice">{Encode(texts["page.script"])}</p></noscript>
              </main>
            """
        );

    /// <summary>A page that says one thing, with a way on where there is one.</summary>
    public string Notice(DashboardPage page, string heading, string text, string? link, string? linkText)
    {
        var way = link is null
            ? ""
            : $"""<p><a class="button primary" href="{Encode(link)}">{Encode(linkText!)}</a></p>""";
        return Frame(
            page,
            "",
            $"""
            <main id="page" class="page">
                <section class="panel blank">
                  <h1>{Encode(heading)}</h1>
                  <p>{Encode(text)}</p>
                  {way}
                </section>
              </main>
            """
        );
    }

    private string Frame(DashboardPage page, string scripts, string body) =>
        $"""
            <!DOCTYPE html>
            <html lang="{Encode(texts.Language)}" dir="{(texts.IsRightToLeft ? "rtl" : "ltr")}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <meta name="robots" content="noindex">
              <title>{Encode(title)}</title>
              <link rel="icon" type="image/svg+xml" href="{Encode($"{_assets}shared/icon.svg")}">
              <link rel="stylesheet" href="{Encode($"{_assets}shared/shared.css")}">
              <link rel="stylesheet" href="{Encode($"{_assets}{page.Name}/{page.Name}.css")}">
              {(stylesheet is null ? "" : $"""<link rel="stylesheet" href="{Encode(stylesheet)}">""")}
              {scripts}
            </head>
            <body>
              {body}
            </body>
            </html>

            """;

    private string Home(string? home) =>
        home is null
            ? ""
            : $"""
                <nav class="home"><a href="{Encode(home)}">{Encode(texts["page.home"])}</a></nav>

                """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
