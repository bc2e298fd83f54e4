using Microsoft.AspNetCore.Http;

namespace SessionManager.Dashboard.Pages;

/// <summary>A page of the package: <c>assets/{Name}/{Name}.js</c> and <c>.css</c> are its files.</summary>
/// <param name="Name">The folder of its files.</param>
/// <param name="TitleText">The text that is its title.</param>
internal sealed record DashboardPage(string Name, string TitleText)
{
    /// <summary>Whether the user of a request may see it; to all others there is none. Null when everybody signed in may.</summary>
    public Func<HttpContext, bool>? Allows { get; init; }
}
