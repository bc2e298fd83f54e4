using System.Text.Json;

namespace SessionManager.Cli.Tests.Tool;

/// <summary>What a run of the tool left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public ToolResult Ended(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"Ended with {ExitCode}, not {exitCode}.\n{Output}\n{Error}");
        return this;
    }

    /// <summary>Failed with one line that says what to do, and nothing else.</summary>
    public ToolResult Refused(int exitCode, string why)
    {
        Ended(exitCode);
        Assert.Equal("", Output);
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Contains(why, Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd().Split('\n'));
        return this;
    }
}
