using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace SessionManager.Mcp.Tests.Hosting;

/// <summary>The envelope of an answer, after the checks that hold for every one.</summary>
internal sealed record ToolAnswer(bool Success, string Message, JsonElement Data, string? Error, string Text)
{
    public int Count => Data.GetProperty("count").GetInt32();

    public IReadOnlyList<string> Ids =>
        [.. Data.GetProperty("sessions").EnumerateArray().Select(s => s.GetProperty("id").GetString()!)];

    public static async Task<ToolAnswer> AskAsync(
        McpClient client,
        string tool,
        IReadOnlyDictionary<string, object?> arguments
    )
    {
        var result = await client.CallToolAsync(tool, arguments).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        var schema = (await client.ListToolsAsync()).Single(t => t.Name == tool).ProtocolTool.OutputSchema!.Value;
        return Of(result, schema);
    }

    public static ToolAnswer Of(CallToolResult result, JsonElement schema)
    {
        var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        using var document = JsonDocument.Parse(text);
        var envelope = document.RootElement.Clone();
        Assert.Equal(text, result.StructuredContent!.Value.GetRawText());
        AnswerSchema.Check(schema, envelope, "answer");
        var success = envelope.GetProperty("success").GetBoolean();
        Assert.Equal(!success, result.IsError);
        Assert.Equal(success, envelope.TryGetProperty("data", out var data));
        Assert.Equal(!success, envelope.TryGetProperty("error", out var error));
        var message = envelope.GetProperty("message").GetString()!;
        return new(success, message, data, success ? null : error.GetString(), text);
    }

    public void AssertFailed(string error)
    {
        Assert.False(Success, Text);
        Assert.Equal(error, Error);
    }

    public void AssertDone(string message)
    {
        Assert.True(Success, Text);
        Assert.Equal(message, Message);
    }
}
