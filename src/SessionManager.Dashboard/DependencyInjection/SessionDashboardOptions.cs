namespace SessionManager.Dashboard.DependencyInjection;

/// <summary>
/// How the pages look and where they lead. Paths are the host's own, begin with one slash and stand below its path base.
/// Set before the application starts; not thread-safe.
/// </summary>
public sealed class SessionDashboardOptions
{
    /// <summary>The heading of the page, and the title of its tab.</summary>
    /// <value>Default null: the text <c>sessions.title</c>, "Active sessions".</value>
    public string? Title { get; set; }

    /// <summary>Where one signs in. Who opens a page without a session is sent there, with the way back in the query.</summary>
    /// <value>Default null: a page with status 401 says that a sign-in is needed.</value>
    public string? SignInPath { get; set; }

    /// <summary>
    /// The name in the query under which <see cref="SignInPath"/> is told the way back: a path of this host. Check that it
    /// is one, as with any such value, before you redirect there.
    /// </summary>
    /// <value>Default <c>returnUrl</c>.</value>
    public string ReturnUrlParameter { get; set; } = "returnUrl";

    /// <summary>Where a page goes when it finds that its own session is over.</summary>
    /// <value>Default null: it says so, with a link to <see cref="SignInPath"/>.</value>
    public string? SignedOutPath { get; set; }

    /// <summary>Where the link at the top leads: back into the application.</summary>
    /// <value>Default null: no link.</value>
    public string? HomePath { get; set; }

    /// <summary>
    /// A stylesheet of the host's that is loaded after the package's, to set the <c>--sm-*</c> variables. From the same
    /// origin: the page's Content-Security-Policy allows no other.
    /// </summary>
    /// <value>Default null.</value>
    public string? StylesheetPath { get; set; }

    /// <summary>Whether sessions that are over are listed below the live ones.</summary>
    /// <value>Default true.</value>
    public bool ShowHistory { get; set; } = true;

    /// <summary>
    /// Texts of the host's, by the name of a culture (<c>de</c>, <c>pt-BR</c>) and then of the text
    /// (<c>assets/texts/en.json</c> of the package lists all). What is not there stays English. The culture is
    /// <c>CultureInfo.CurrentUICulture</c>, which <c>app.UseRequestLocalization()</c> sets; it decides the direction of
    /// writing too.
    /// </summary>
    /// <value>Default empty.</value>
    public IDictionary<string, IDictionary<string, string>> Texts { get; } =
        new Dictionary<string, IDictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
}
