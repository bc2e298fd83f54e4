using System.Text.Json;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Sessions;

[Trait("Req", "2.8")]
public class SessionMetadataTests
{
    [Fact]
    public void Data_reads_back_as_it_was_written()
    {
        const string json = """{"theme":"dark","n":1.50,"deep":{"a":[1,null,true]},"":"empty name","ü":"é"}""";

        var metadata = SessionMetadata.Parse(json);

        using var expected = JsonDocument.Parse(json);
        using var actual = JsonDocument.Parse(metadata.ToJson());
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
        Assert.Equal(5, metadata.Count);
        Assert.Equal("dark", metadata["theme"].GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":[{"\udc00x":1}]}""")]
    [InlineData("""{"a":["x\ud800y"]}""")]
    public void What_is_no_object_is_refused(string json) =>
        Assert.Throws<FormatException>(() => SessionMetadata.Parse(json));

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    [InlineData(64, false)]
    [InlineData(65, false)]
    public void Data_nests_as_deep_as_can_be_answered(int depth, bool isTaken)
    {
        var json = $"{{\"a\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}";
        if (isTaken)
            Assert.Equal(json, SessionMetadata.Parse(json).ToJson());
        else
            Assert.Throws<FormatException>(() => SessionMetadata.Parse(json));

        if (depth > 64)
            return;
        using var document = JsonDocument.Parse(json);
        var inner = document.RootElement.GetProperty("a");
        if (isTaken)
            Assert.Equal(json, SessionMetadata.Empty.With("a", inner).ToJson());
        else
            Assert.Throws<ArgumentException>(() => SessionMetadata.Empty.With("a", inner));
    }

    [Fact]
    public void What_is_no_text_is_not_added()
    {
        using var document = JsonDocument.Parse("""["\ud800"]""");

        Assert.Throws<ArgumentException>(() => SessionMetadata.Empty.With("a", document.RootElement));
        Assert.Throws<ArgumentException>(() => SessionMetadata.Empty.With("a\ud800", "b"));
        Assert.Throws<ArgumentException>(() => SessionMetadata.Empty.With("a", "b\ud800"));
        Assert.Equal("😀", SessionMetadata.Empty.With("😀", "😀")["😀"].GetString());
    }

    [Fact]
    public void Data_outlives_the_document_it_came_from()
    {
        SessionMetadata metadata;
        using (var document = JsonDocument.Parse("""{"a":{"b":1}}"""))
            metadata = SessionMetadata.From(document.RootElement).With("c", document.RootElement);

        Assert.Equal("""{"a":{"b":1},"c":{"a":{"b":1}}}""", metadata.ToJson());
    }

    [Fact]
    public void Adding_and_removing_leaves_the_first_as_it_was()
    {
        var first = SessionMetadata.Empty.With("a", "1");
        var second = first.With("b", "quote \" and \\ and \u2028");
        var third = second.Without("a");

        Assert.Empty(SessionMetadata.Empty);
        Assert.Equal(["a"], first.Keys);
        Assert.Equal(["a", "b"], second.Keys);
        Assert.Equal(["b"], third.Keys);
        Assert.Equal("quote \" and \\ and \u2028", third["b"].GetString());
        Assert.Same(third, third.Without("a"));
        Assert.Equal("2", first.With("a", "2")["a"].GetString());
        Assert.True(second.ContainsKey("a") && second.TryGetValue("a", out var value) && value.GetString() == "1");
        Assert.Equal(2, second.Values.Count());
        Assert.Same(SessionMetadata.Empty, SessionMetadata.Parse("{}"));
    }

    [Fact]
    [Trait("Sec", "8")]
    public void The_text_form_shows_only_how_much_there_is() =>
        Assert.Equal("1 value(s)", SessionMetadata.Empty.With("a", "private").ToString());
}
