using Microsoft.Extensions.Options;
using SessionManager.Dashboard.Texts;

namespace SessionManager.Dashboard.DependencyInjection;

/// <summary>Finds what would only show in a browser, when the application starts.</summary>
internal sealed class SessionDashboardOptionsValidator : IValidateOptions<SessionDashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, SessionDashboardOptions options)
    {
        var failures = new List<string>();
        CheckPath(nameof(options.SignInPath), options.SignInPath);
        CheckPath(nameof(options.SignedOutPath), options.SignedOutPath);
        CheckPath(nameof(options.HomePath), options.HomePath);
        CheckPath(nameof(options.StylesheetPath), options.StylesheetPath);
        if (options.Title is { } title && string.IsNullOrWhiteSpace(title))
            failures.Add("SessionDashboardOptions.Title is empty: set a title, or null for the package's.");
        if (!IsName(options.ReturnUrlParameter))
        {
            failures.Add(
                "SessionDashboardOptions.ReturnUrlParameter must be a plain name of letters, digits, '-' and '_'."
            );
        }

        foreach (var (culture, texts) in options.Texts)
        {
            if (texts.Keys.FirstOrDefault(static text => !DashboardTexts.IsKnown(text)) is { } unknown)
                failures.Add(
                    $"SessionDashboardOptions.Texts[{culture}] has the text '{unknown}', which no page shows."
                );
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckPath(string option, string? path)
        {
            if (path is not null && !IsLocal(path))
                failures.Add($"SessionDashboardOptions.{option} must be a path of this host, such as '/login'.");
        }
    }

    /// <summary>A browser takes two slashes, and a backslash for a slash, for the start of another host.</summary>
    private static bool IsLocal(string path) =>
        path.StartsWith('/')
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Any(char.IsControl);

    private static bool IsName(string? text) =>
        !string.IsNullOrEmpty(text) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
