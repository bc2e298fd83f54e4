using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Sessions;

public class SessionIdTests
{
    [Fact]
    public void An_id_is_the_prefix_and_26_characters()
    {
        var text = SessionId.Create("alice").ToString();

        Assert.StartsWith("sess_", text, StringComparison.Ordinal);
        Assert.Equal(31, text.Length);
        Assert.Equal(31, SessionId.Length);
        Assert.Matches("^sess_[A-Za-z0-9_-]{26}$", text);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("Ünïcödé/用户")]
    [InlineData(" ")]
    public void The_partition_is_the_first_24_bits_of_the_hash_of_the_user_id(string userId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(userId));
        var expected = System.Buffers.Text.Base64Url.EncodeToString(hash.AsSpan(0, 3));

        var id = SessionId.Create(userId);

        Assert.Equal(expected, id.Partition);
        Assert.Equal(expected, SessionId.PartitionOf(userId));
        Assert.Equal(expected, id.ToString()[5..9]);
        Assert.Equal(expected, SessionId.Create(userId).Partition);
    }

    [Fact]
    public void An_id_needs_a_user()
    {
        Assert.Throws<ArgumentException>(() => SessionId.Create(""));
        Assert.Throws<ArgumentNullException>(() => SessionId.Create(null!));
        Assert.Throws<ArgumentException>(() => SessionId.PartitionOf(""));
    }

    [Fact]
    public void The_order_is_that_of_the_text()
    {
        var ids = Enumerable.Range(0, 500).Select(i => SessionId.Create($"user{i % 7}")).ToArray();

        var sorted = ids.Order().Select(id => id.ToString()).ToArray();

        Assert.Equal(sorted.Order(StringComparer.Ordinal), sorted);
        Assert.Equal(0, ids[0].CompareTo(ids[0]));
        Assert.Equal(Math.Sign(ids[0].CompareTo(ids[1])), -Math.Sign(ids[1].CompareTo(ids[0])));
    }

    [Fact]
    public void Ids_are_equal_by_value()
    {
        var id = SessionId.Create("alice");
        var same = SessionId.Parse(id.ToString());
        var other = SessionId.Create("alice");

        Assert.True(id == same && id.Equals(same) && id.Equals((object)same) && !(id != same));
        Assert.Equal(id.GetHashCode(), same.GetHashCode());
        Assert.True(id != other && !id.Equals(other) && !id.Equals("x"));
    }

    [Fact]
    public void Every_part_of_an_id_counts()
    {
        var text = SessionId.Create("alice").ToString();
        var id = SessionId.Parse(text);
        for (var place = 5; place < 30; place++)
        {
            var changed = text[..place] + (text[place] == 'A' ? 'Q' : 'A') + text[(place + 1)..];
            Assert.NotEqual(id, SessionId.Parse(changed));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sess_")]
    [InlineData("SESS_AAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sess-AAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sess_AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sess_AAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sess_AAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("sess_AAAA AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_id_is_not_read(string? text)
    {
        Assert.False(SessionId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.False(SessionId.TryParse(text, null, out _));
        Assert.False(SessionId.TryParse(text.AsSpan(), null, out _));
        Assert.Throws<FormatException>(() => SessionId.Parse(text.AsSpan()));
    }

    [Fact]
    public void An_id_formats_into_a_span()
    {
        var id = SessionId.Create("alice");
        Span<char> room = stackalloc char[31];

        Assert.True(id.TryFormat(room, out var written, default, null));
        Assert.Equal(31, written);
        Assert.Equal(id.ToString(), room.ToString());
        Assert.False(id.TryFormat(room[..30], out written, default, null));
        Assert.Equal(0, written);
        Assert.Equal(id.ToString(), id.ToString("X", null));
        Assert.Equal($"<{id}>", string.Concat("<", id.ToString(), ">"));
    }

    [Fact]
    public void An_id_goes_through_JSON_as_its_text()
    {
        var id = SessionId.Create("alice");

        var json = JsonSerializer.Serialize(id);

        Assert.Equal($"\"{id}\"", json);
        Assert.Equal(id, JsonSerializer.Deserialize<SessionId>(json));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("{}")]
    [InlineData("\"sess_AAAAAAAAAAAAAAAAAAAAAAAAAB\"")]
    public void What_is_no_id_in_JSON_is_a_JSON_error(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SessionId>(json));
}
