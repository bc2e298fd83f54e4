namespace SessionManager.AspNetCore.DependencyInjection;

/// <summary>The prefixes of cookie names that browsers give a meaning, in whatever case.</summary>
internal static class SessionCookieName
{
    private const string Host = "__Host-";
    private const string Secure = "__Secure-";

    public static bool HasHostPrefix(string name) => name.StartsWith(Host, StringComparison.OrdinalIgnoreCase);

    public static bool HasSecurePrefix(string name) => name.StartsWith(Secure, StringComparison.OrdinalIgnoreCase);

    public static string WithoutPrefix(string name)
    {
        if (HasHostPrefix(name))
            return name[Host.Length..];
        return HasSecurePrefix(name) ? name[Secure.Length..] : name;
    }
}
