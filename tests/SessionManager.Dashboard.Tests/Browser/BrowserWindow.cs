using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace SessionManager.Dashboard.Tests.Browser;

/// <summary>
/// One user's browser: cookies of its own, and a page in front. Whatever the browser complains of (a violation of the
/// Content-Security-Policy, an exception, an error on the console) fails the test when the window is closed.
/// </summary>
internal sealed class BrowserWindow : IAsyncDisposable
{
    private const string FailedRequest = "Failed to load resource";
    private const int Patience = 30_000;

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly HashSet<int> _expected = [];

    // A busy machine takes its time, and none of the tests is about how long.
    static BrowserWindow() => Assertions.SetDefaultExpectTimeout(Patience);

    private BrowserWindow(IBrowserContext context, Uri address)
    {
        Context = context;
        Address = address;
    }

    public IBrowserContext Context { get; }

    public Uri Address { get; }

    public IPage Page { get; private set; } = null!;

    public static async Task<BrowserWindow> OpenAsync(IBrowser browser, Uri address, WindowOptions options)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                IgnoreHTTPSErrors = true,
                UserAgent = options.UserAgent,
                ViewportSize = new() { Width = options.Width, Height = options.Height },
                HasTouch = options.HasTouch,
                ColorScheme = options.IsDark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = options.ReducedMotion ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
                ForcedColors = options.ForcedColors ? ForcedColors.Active : ForcedColors.None,
                DeviceScaleFactor = options.Scale,
                Locale = options.Locale,
                TimezoneId = "Europe/Berlin",
                JavaScriptEnabled = options.JavaScript,
            }
        );
        context.SetDefaultTimeout(Patience);
        var window = new BrowserWindow(context, address);
        window.Page = await window.NewPageAsync();
        return window;
    }

    /// <summary>Another tab of the same browser, watched like the first.</summary>
    public async Task<IPage> NewPageAsync()
    {
        var page = await Context.NewPageAsync();
        page.Console += (_, message) =>
        {
            // Asked for by the browser itself, on a page that is none of the package's.
            var isOwnWish = message.Location.Contains("/favicon.ico", StringComparison.Ordinal);
            if (message.Type is "error" or "warning" && !isOwnWish && !IsExpected(message.Text))
                _complaints.Enqueue($"console {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"exception: {error}");
        await page.AddInitScriptAsync(
            "document.addEventListener('securitypolicyviolation', e => console.error('CSP: ' + e.violatedDirective + ' ' + e.blockedURI))"
        );
        return page;
    }

    /// <summary>A browser writes each refused request to its console: those that the test is about are no complaint.</summary>
    public void Expect(params int[] statuses)
    {
        lock (_expected)
            _expected.UnionWith(statuses);
    }

    /// <summary>Waits until the browser complained of something: it does so a little after what it complains of.</summary>
    public async Task ComplainedAsync()
    {
        for (var waited = 0; waited < Patience && _complaints.IsEmpty; waited += 25)
            await Task.Delay(25);
        Assert.NotEmpty(_complaints);
    }

    /// <summary>Fails the test if the browser complained of anything.</summary>
    public void AssertNoComplaint() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        AssertNoComplaint();
    }

    private bool IsExpected(string text)
    {
        lock (_expected)
        {
            return text.Contains(FailedRequest, StringComparison.Ordinal)
                && _expected.Any(status =>
                    status == 0
                        ? text.Contains("net::", StringComparison.Ordinal)
                        : text.Contains($" {status} ", StringComparison.Ordinal)
                );
        }
    }
}
