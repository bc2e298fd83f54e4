using System.Text.Json;
using Microsoft.Playwright;

namespace SessionManager.Dashboard.Tests.Accessibility;

/// <summary>Judges a page as it stands by axe-core: WCAG 2.2 A and AA, and its best practices.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Source = new(static () =>
    {
        using var stream = typeof(Axe).Assembly.GetManifestResourceStream("axe.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    public static async Task AssertNoViolationAsync(IPage page)
    {
        await page.EvaluateAsync(Source.Value);
        var violations = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
              return { passes: passes.length, violations: violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target} ${n.failureSummary}`)) };
            }
            """
        );
        Assert.True(violations.GetProperty("passes").GetInt32() > 10, "axe-core judged next to nothing.");
        Assert.Empty(violations.GetProperty("violations").EnumerateArray().Select(static text => text.GetString()));
    }
}
