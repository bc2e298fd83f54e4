using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Sessions;

[Trait("Sec", "34")]
public class PlainTextTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("plain ~text!", "plain ~text!")]
    [InlineData("Ünïcödé 用户 😀", "Ünïcödé 用户 😀")]
    [InlineData("a\r\nb", "a\ufffd\ufffdb")]
    [InlineData("\u001b[31m", "\ufffd[31m")]
    [InlineData("a\u202eb", "a\ufffdb")]
    [InlineData("a\u2028b", "a\ufffdb")]
    [InlineData("a\u0085b", "a\ufffdb")]
    [InlineData("\ue000", "\ufffd")]
    public void Dangerous_characters_are_replaced(string? text, string? clean) =>
        Assert.Equal(clean, PlainText.Clean(text));

    [Fact]
    public void What_is_clean_is_not_copied()
    {
        var text = new string('a', 100);

        Assert.Same(text, PlainText.Clean(text));
        Assert.True(PlainText.IsClean(text));
        Assert.False(PlainText.IsClean("a\n"));
        Assert.True(PlainText.IsClean("ü"));
    }

    [Fact]
    public void A_cut_never_leaves_half_a_character()
    {
        Assert.Equal("ab", PlainText.Clean("abc", 2));
        Assert.Equal("a\ufffd", PlainText.Clean("a😀", 2));
        Assert.Equal("a😀", PlainText.Clean("a😀b", 3));
        Assert.Equal("\ufffdx", PlainText.Clean("\ud800x"));
    }

    [Fact]
    public void Every_control_character_is_dangerous()
    {
        for (var c = '\0'; c < '\u00a0'; c++)
            Assert.Equal(!char.IsControl(c), PlainText.IsClean(c.ToString()));
    }
}
