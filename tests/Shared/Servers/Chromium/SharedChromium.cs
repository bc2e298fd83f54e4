using Microsoft.Playwright;

namespace SessionManager.Tests.Servers;

/// <summary>The one browser that the tests of a process share. Each test has contexts of its own in it, as if they were browsers.</summary>
public static class SharedChromium
{
    internal const string Missing =
        "Chromium is not installed: no chromium or google-chrome is on the PATH. Run eng/install-servers.sh, or apt-get install chromium.";

    private static readonly string[] Programs =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];

    private static readonly string[] Applications =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    /// <summary>
    /// What the browser does without. A later list of the kind replaces an earlier one, so that what Playwright leaves out is here again;
    /// the last two draw an address bar that nobody sees, in a process of its own for each window, and cost a third of the time of a test.
    /// </summary>
    private static readonly string[] Unused =
    [
        "AvoidUnnecessaryBeforeUnloadCheckSync",
        "DestroyProfileOnBrowserClose",
        "DialMediaRouteProvider",
        "GlobalMediaControls",
        "HttpsUpgrades",
        "LensOverlay",
        "MediaRouter",
        "PaintHolding",
        "ThirdPartyStoragePartitioning",
        "BlockOriginHeaderModificationOnRedirect",
        "AvoidCorsURLLoaderRestartOnRedirect",
        "Translate",
        "OptimizationHints",
        "NetworkTimeServiceQuerying",
        "AimEnabled",
        "SpareRendererForSitePerProcess",
        "WebUIOmniboxAimPopup",
        "WebUIOmniboxPopup",
    ];

    private static readonly Lazy<Task<IBrowser>> Browser = new(StartAsync);

    /// <summary>The browser's program; null when there is none.</summary>
    public static string? Program { get; } =
        Programs
            .Select(static program => (program, folder: Commands.FindFolder(["/usr/bin"], program)))
            .Where(static found => found.folder is not null)
            .Select(static found => Path.Combine(found.folder!, found.program))
            .Concat(Applications.Where(File.Exists))
            .FirstOrDefault();

    /// <summary>Why tests that need the browser do not run here; null when they do, be it to fail.</summary>
    public static string? SkipReason => Program is not null || SkipTest.IsForbidden ? null : Missing;

    /// <summary>The shared browser, started by the first caller. It is nobody's to close: it ends with this process.</summary>
    public static Task<IBrowser> GetAsync()
    {
        if (Program is null)
            SkipTest.Because(Missing);
        return Browser.Value;
    }

    private static async Task<IBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Program,
                Headless = true,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    $"--disable-features={string.Join(',', Unused)}",
                ],
            }
        );
    }
}
