using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;

namespace SessionManager.AspNetCore.DependencyInjection;

/// <summary>
/// Reads the configuration section <c>SessionManager:Http</c>, then the <c>SESSION_*</c> variables, before the host's
/// code has its say.
/// </summary>
internal sealed class SessionHttpOptionsSetup(IServiceProvider services) : IConfigureOptions<SessionHttpOptions>
{
    private const string Section = "SessionManager:Http";

    public void Configure(SessionHttpOptions options)
    {
        var configuration = services.GetService<IConfiguration>();
        configuration?.GetSection(Section).Bind(options);
        var variables = new SessionVariables(name =>
            configuration is null ? Environment.GetEnvironmentVariable(name) : configuration[name]
        );
        if (variables.Text("SESSION_HEADER_NAME") is { } header)
            options.HeaderName = header;
        variables.Switch("SESSION_SECURE_COOKIES", secure => SetSecure(options.Cookie, secure));
        variables.Switch("SESSION_REQUIRE_HTTPS", value => options.RequireHttps = value);
        variables.Switch("SESSION_AUTO_UPDATE_ACTIVITY", value => options.AutomaticActivity = value);
        variables.Switch("SESSION_LOG_REQUESTS", value => options.LogRequests = value);
        Replace(options.ProtectedPaths, variables.Text("SESSION_PROTECTED_PATHS"));
        Replace(options.ExcludedPaths, variables.Text("SESSION_EXCLUDED_PATHS"));
        Replace(options.KnownProxies, variables.Text("SESSION_KNOWN_PROXIES"));
        Replace(options.CrossSite.TrustedOrigins, variables.Text("SESSION_TRUSTED_ORIGINS"));
    }

    /// <summary>Takes a list with commas between, in the place of what the section says.</summary>
    private static void Replace(IList<string> list, string? text)
    {
        if (text is null)
            return;
        list.Clear();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            list.Add(part);
    }

    private static void SetSecure(SessionCookieSettings cookie, bool secure)
    {
        cookie.Secure = secure;
        // One variable is all an operator may have: the prefix that browsers refuse without Secure goes with it.
        if (!secure && cookie.Name == SessionDefaults.CookieName)
            cookie.Name = SessionCookieName.WithoutPrefix(cookie.Name);
    }
}
