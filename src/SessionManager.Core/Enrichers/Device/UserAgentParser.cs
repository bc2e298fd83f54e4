using SessionManager.Sessions;

namespace SessionManager.Enrichers.Device;

/// <summary>
/// Recognises the devices and browsers that people have, by the marks their user agents carry. Order matters: a more
/// special mark stands before the one it contains.
/// </summary>
internal static class UserAgentParser
{
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Opera", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Vivaldi/", "Vivaldi"),
        ("YaBrowser/", "Yandex Browser"),
        ("DuckDuckGo/", "DuckDuckGo"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Trident/", "Internet Explorer"),
        ("MSIE ", "Internet Explorer"),
        ("Version/", "Safari"),
        ("curl/", "curl"),
        ("okhttp/", "okhttp"),
    ];

    public static DeviceInfo Parse(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return DeviceInfo.Unknown;
        var (type, name, system) = Device(userAgent);
        return new DeviceInfo
        {
            Type = type,
            Name = name,
            Browser = Array.Find(Browsers, browser => Has(userAgent, browser.Mark)).Name,
            OperatingSystem = system,
        };
    }

    private static (DeviceType Type, string Name, string? System) Device(string agent)
    {
        // Windows Phone calls itself Android and iPhone too, so it stands first.
        if (Has(agent, "Windows Phone"))
            return (DeviceType.Phone, "Windows Phone", "Windows Phone");
        if (Has(agent, "iPad"))
            return (DeviceType.Tablet, "iPad", "iPadOS");
        if (Has(agent, "iPhone") || Has(agent, "iPod"))
            return (DeviceType.Phone, "iPhone", "iOS");
        if (Has(agent, "Android"))
        {
            // Android tablets leave out the word Mobile; some phones' browsers in desktop mode do too, and look like one.
            return Has(agent, "Mobile")
                ? (DeviceType.Phone, "Android phone", "Android")
                : (DeviceType.Tablet, "Android tablet", "Android");
        }

        if (Has(agent, "Macintosh") || Has(agent, "Mac OS X"))
            return (DeviceType.Computer, "Mac", "macOS");
        if (Has(agent, "Windows"))
            return (DeviceType.Computer, "Windows", "Windows");
        if (Has(agent, "CrOS"))
            return (DeviceType.Computer, "Linux", "ChromeOS");
        if (Has(agent, "Linux") || Has(agent, "X11"))
            return (DeviceType.Computer, "Linux", "Linux");
        return Has(agent, "Mobile") ? (DeviceType.Phone, "Mobile", null) : (DeviceType.Unknown, "Unknown", null);
    }

    private static bool Has(string agent, string mark) => agent.Contains(mark, StringComparison.OrdinalIgnoreCase);
}
