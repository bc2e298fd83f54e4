using System.Text;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.DependencyInjection;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// The paths that need a session and those that are left alone. A path stands for itself and for what lies below it,
/// segment by segment: <c>/docs</c> is not <c>/docsecret</c>. Upper and lower case are alike, as they are to routing.
/// </summary>
internal sealed class SessionPaths
{
    private readonly PathString[] _protected;
    private readonly PathString[] _excluded;

    private SessionPaths(SessionHttpOptions options)
    {
        _protected = [.. options.ProtectedPaths.Select(Read)];
        _excluded = [.. options.ExcludedPaths.Select(Read)];
    }

    /// <summary>Null when no path is named, so that a request pays nothing for it.</summary>
    public static SessionPaths? Of(SessionHttpOptions options) =>
        options.ProtectedPaths.Count + options.ExcludedPaths.Count == 0 ? null : new SessionPaths(options);

    public bool IsExcluded(PathString path) => Covers(_excluded, path);

    /// <summary>Whether the path needs a session: named, and not excluded, which wins.</summary>
    /// <remarks>
    /// Catch-all endpoints and file providers take <c>//account</c> for <c>/account</c>, and on Windows
    /// <c>\account</c> too, so protection does; an exclusion counts only as it is written.
    /// </remarks>
    public bool IsProtected(PathString path) => Covers(_protected, Collapse(path)) && !IsExcluded(path);

    private static bool Covers(PathString[] prefixes, PathString path)
    {
        foreach (var prefix in prefixes)
        {
            if (path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>With one slash for every run of slashes and backslashes. As a rule that is the path itself.</summary>
    private static PathString Collapse(PathString path)
    {
        if (path.Value is not { } value || (!value.Contains('\\') && !value.Contains("//", StringComparison.Ordinal)))
            return path;
        var collapsed = new StringBuilder(value.Length);
        foreach (var character in value)
        {
            var next = character == '\\' ? '/' : character;
            if (next != '/' || collapsed.Length == 0 || collapsed[^1] != '/')
                collapsed.Append(next);
        }

        return new(collapsed.ToString());
    }

    /// <summary>Without the last slash, so that <c>/</c> is the beginning of every path.</summary>
    private static PathString Read(string path) => new(path.TrimEnd('/'));
}
