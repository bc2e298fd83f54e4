namespace SessionManager.AspNetCore.Tests.Samples;

/// <summary>The READMEs of the samples, line by line, against the samples as their readers start them.</summary>
public sealed class ReadmeTests
{
    [CurlFact]
    [Trait("Req", "2.28")]
    [Trait("Req", "2.29")]
    [Trait("Req", "3.24")]
    [Trait("Req", "3.25")]
    [Trait("Req", "3.26")]
    [Trait("Req", "3.29")]
    public async Task The_web_application_does_what_its_page_says()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await using var sample = await SampleProcess.StartAsync(
                "WebApp",
                "Development",
                [
                    "--urls",
                    "http://127.0.0.1:0",
                    "--ConnectionStrings:Sqlite",
                    $"Data Source={Path.Combine(folder.FullName, "web.db")}",
                    "--Mail",
                    folder.FullName,
                    // What a process does for the first time may take a busy machine longer than the usual second.
                    "--SessionManager:StorageTimeout",
                    "00:01:00",
                ]
            );
            string[] lines =
            [
                .. Shell
                    .ReadmeOf("WebApp", "http://127.0.0.1:5085", sample.Address)
                    .Select(line => line.Replace("bin/Debug/net10.0", folder.FullName, StringComparison.Ordinal)),
            ];
            Assert.DoesNotContain(lines, static line => line.Contains("5085", StringComparison.Ordinal));
            AssertAnswers(
                lines,
                await Shell.PasteAsync(lines),
                ("/login", ["200 OK", "Set-Cookie: ", "\"user_id\":\"alice\""]),
                ("/me", ["\"user_id\":\"alice\"", "\"permissions\":[\"write\"]"]),
                ("/chat", ["alice: hello"]),
                ("/write", ["written"]),
                ("/admin", ["\"status\":403"]),
                ("/profile", ["204"]),
                ("/profile", ["{\"theme\":\"dark\"}"]),
                ("iPhone", []),
                ("/sessions", ["\"is_current\":true", "\"name\":\"iPhone\""]),
                ("SESSION=", []),
                ("/extend", ["\"expires_at\""]),
                ("DELETE", ["{\"count\":1}"]),
                ("phone.txt", ["401"]),
                ("/password/change", ["\"session_id\""]),
                ("/tokens/rotate", ["\"session_id\""]),
                ("/me", ["\"user_id\":\"alice\""]),
                ("/password/reset", ["202"]),
                ("CODE=", []),
                ("/confirm", ["204"]),
                ("/me", ["401"]),
                ("ADMIN=", []),
                ("/admin", ["admins only"]),
                ("/stats", ["\"live\":1"]),
                ("/tokens/rotate-all", ["{\"count\":0}"]),
                ("/logout", ["204 No Content"])
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [CurlFact]
    [Trait("Req", "2.26")]
    public async Task Cookie_authentication_is_listed_and_ended_as_its_page_says()
    {
        await using var sample = await SampleProcess.StartAsync(
            "CookieTickets",
            "Development",
            ["--urls", "http://127.0.0.1:0"]
        );
        var lines = Shell.ReadmeOf("CookieTickets", "http://127.0.0.1:5084", sample.Address);
        AssertAnswers(
            lines,
            await Shell.PasteAsync(lines),
            ("/login", []),
            ("/login", []),
            ("/sessions", ["\"is_current\":true", "\"name\":\"iPhone\""]),
            ("PHONE=", []),
            ("DELETE", ["204 No Content"]),
            ("phone.txt", ["401 Unauthorized"]),
            ("/me", ["alice"])
        );
    }

    private static void AssertAnswers(
        string[] lines,
        IReadOnlyList<string> answers,
        params (string Command, string[] Parts)[] expected
    )
    {
        Assert.Equal(expected.Length, lines.Length);
        Assert.Equal(lines.Length, answers.Count);
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.Contains(expected[i].Command, lines[i], StringComparison.Ordinal);
            foreach (var part in expected[i].Parts)
                Assert.True(
                    answers[i].Contains(part, StringComparison.Ordinal),
                    $"{lines[i]}\nanswered without {part}:\n{answers[i]}"
                );
        }
    }
}
