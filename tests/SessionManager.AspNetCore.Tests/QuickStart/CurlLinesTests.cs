using SessionManager.AspNetCore.Tests.Samples;

namespace SessionManager.AspNetCore.Tests.QuickStart;

/// <summary>The lines that the sample's page shows, pasted into a shell one after the other.</summary>
public sealed class CurlLinesTests
{
    [CurlFact]
    public async Task Each_line_of_the_page_works_as_it_stands()
    {
        await using var sample = await SampleProcess.StartAsync(
            "QuickStart",
            "Development",
            ["--urls", "http://127.0.0.1:0"]
        );
        using var client = new HttpClient { BaseAddress = sample.Address };
        var page = await client.GetStringAsync("/");
        var lines = page.Split('\n').Where(Shell.IsCommand).ToArray();
        Assert.True(lines.Length >= 14, page);

        var answers = await Shell.PasteAsync(lines);
        Assert.Equal(lines.Length, answers.Count);
        Assert.Collection(
            Enumerable.Range(0, lines.Length),
            [
                Answers("/login", "200 OK", "Set-Cookie: "),
                Answers("/me", "\"user_id\":\"alice\""),
                Answers("iPhone"),
                Answers("/sessions", "\"is_current\":true", "\"device\":\"iPhone\""),
                Answers("PHONE="),
                Answers("DELETE", "204 No Content"),
                Answers("phone.txt", "401 Unauthorized"),
                Answers("DELETE", "{\"count\":0}"),
                Answers("/logout", "204 No Content"),
                Answers("TOKEN="),
                Answers("Bearer", "\"user_id\":\"bob\""),
                Answers("X-Session-ID", "\"is_current\":true"),
                Answers("/logout", "204 No Content"),
                Answers("ADMIN="),
                Answers("user=alice", "[]"),
            ]
        );

        Action<int> Answers(string command, params string[] parts) =>
            i =>
            {
                Assert.Contains(command, lines[i], StringComparison.Ordinal);
                Assert.All(parts, part => Assert.Contains(part, answers[i], StringComparison.Ordinal));
            };
    }
}
