using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Dashboard.DependencyInjection;
using SessionManager.Dashboard.StaticFiles;
using SessionManager.Dashboard.Tests.Accessibility;
using SessionManager.Dashboard.Tests.Browser;
using SessionManager.Sessions;
using SessionManager.Tests.Servers;

namespace SessionManager.Dashboard.Tests.Pages;

/// <summary>The page in other languages, in either direction of writing.</summary>
public sealed partial class LanguageTests : DashboardTest
{
    [ChromiumFact]
    public async Task Arabic_is_written_from_right_to_left()
    {
        await StartAsync(InLanguages("ar"));
        await OpenElsewhereAsync(Device.Phone);
        Host.Time.Advance(TimeSpan.FromMinutes(1));
        await OpenElsewhereAsync(Device.Tablet);
        var window = await SignInAsync(new() { Locale = "ar" });
        await GoAsync(window);

        var html = window.Page.Locator("html");
        await Expect(html).ToHaveAttributeAsync("dir", "rtl");
        await Expect(html).ToHaveAttributeAsync("lang", "ar");
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("الجلسات النشطة");
        await Expect(window.Page.Locator("[data-part=list] time").First).ToHaveTextAsync("الآن");
        var row = window.Page.Locator("[data-part=list] .session").Last;
        var picture = (await row.Locator(".picture").BoundingBoxAsync())!;
        var act = (await row.Locator("[data-act=end]").BoundingBoxAsync())!;
        Assert.True(picture.X > act.X, "The picture begins the row.");
        await Axe.AssertNoViolationAsync(window.Page);
    }

    [ChromiumFact]
    public async Task A_language_of_the_host_and_English_for_what_it_has_not_translated()
    {
        await StartAsync(InLanguages("de"));
        await OpenElsewhereAsync(Device.Phone);
        await OpenElsewhereAsync(Device.Phone);
        var window = await SignInAsync(new() { Locale = "de-AT" });
        await GoAsync(window);

        await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("lang", "de-AT");
        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("Aktive Sitzungen");
        await Expect(window.Page.Locator("[data-part=list] time").First).ToHaveTextAsync("jetzt");
        await Expect(window.Page.Locator("[data-part=list]")).ToContainTextAsync("Deutschland");
        await Expect(window.Page.GetByText("Refresh")).ToBeVisibleAsync();
        await window.Page.Locator("[data-act=end-others]").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("2 andere Sitzungen enden.");
    }

    [ChromiumFact]
    public async Task A_host_may_say_it_in_English_of_its_own_and_with_the_plurals_of_a_language()
    {
        await StartAsync(InLanguages("pl", "en-GB"));
        await OpenElsewhereAsync(Device.Phone);
        await OpenElsewhereAsync(Device.Phone);
        var british = await SignInAsync(new() { Locale = "en-GB" });
        await GoAsync(british);
        await Expect(british.Page.Locator("h1")).ToHaveTextAsync("Where you are signed in");
        await Expect(british.Page.Locator("html")).ToHaveAttributeAsync("lang", "en-GB");
        await Expect(british.Page.Locator("[data-part=list] time").First).ToHaveTextAsync("Just now");
        var polish = await SignInAsync(new() { Locale = "pl" });
        await GoAsync(polish);
        await polish.Page.Locator("[data-act=end-others]").ClickAsync();
        await Expect(polish.Page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("3 inne sesje");
    }

    /// <summary>A name that is misspelt in a script would stand on the page as it is.</summary>
    [Fact]
    public void Each_text_that_a_script_asks_for_is_there()
    {
        var asked = DashboardAssets
            .Shared.Paths.Where(static path => path.EndsWith(".js", StringComparison.Ordinal))
            .Select(static path => Encoding.UTF8.GetString(DashboardAssets.Shared.Find(path)!.Content))
            .SelectMany(static script => AskedText().Matches(script))
            .Select(static match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.True(asked.Count > 20);
        Assert.All(asked, static name => Assert.True(Texts.DashboardTexts.IsKnown($"{name}.other"), name));
    }

    [Fact]
    public void Each_English_text_is_there_for_what_the_pages_ask()
    {
        var english = Texts.DashboardTexts.For(
            CultureInfo.InvariantCulture,
            new Dictionary<string, IDictionary<string, string>>()
        );

        Assert.Equal("en", english.Language);
        Assert.All(english.All, static pair => Assert.False(string.IsNullOrWhiteSpace(pair.Value), pair.Key));
    }

    /// <summary>An end of the library's own that has no text would be shown by its name in the API.</summary>
    [Theory]
    [InlineData("reason")]
    [InlineData("admin.reason")]
    public void Each_way_in_which_a_session_ends_has_words(string group)
    {
        var reasons = typeof(SessionEndReasons)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static field => (string)field.GetRawConstantValue()!)
            .ToList();

        Assert.Contains(SessionEndReasons.UserLogout, reasons);
        Assert.All(
            reasons,
            reason => Assert.True(Texts.DashboardTexts.English.ContainsKey($"{group}.{reason}"), reason)
        );
    }

    private static HostSetup InLanguages(params string[] languages) =>
        new()
        {
            After = static services => services.AddSessionDashboard(Translate),
            Pipeline = app =>
            {
                app.UseRequestLocalization(options =>
                    options.AddSupportedUICultures([.. languages, "de-AT"]).SetDefaultCulture("en")
                );
                app.UseSessionManager();
            },
        };

    private static void Translate(SessionDashboardOptions options)
    {
        options.Texts["ar"] = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sessions.title"] = "الجلسات النشطة",
            ["active.heading"] = "مسجل الدخول الآن",
            ["end.button"] = "تسجيل الخروج",
            ["end.label"] = "تسجيل الخروج {name}",
            ["current"] = "الحالي",
        };
        options.Texts["en"] = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sessions.title"] = "Where you are signed in",
        };
        options.Texts["pl"] = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["end_others.question.few"] = "{count} inne sesje",
        };
        options.Texts["de"] = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sessions.title"] = "Aktive Sitzungen",
            ["end_others.question.other"] = "{count} andere Sitzungen enden.",
        };
    }

    [GeneratedRegex("\\btext\\(\"(?<name>[a-z_.]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex AskedText();
}
