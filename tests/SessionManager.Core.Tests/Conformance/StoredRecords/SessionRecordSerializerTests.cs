using System.Text;
using SessionManager.Storage.Serialization;
using SessionManager.Testing.Samples;

namespace SessionManager.Core.Tests.Conformance;

public sealed class SessionRecordSerializerTests
{
    private static readonly DateTimeOffset Start = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Sec", "33")]
    public void A_record_reads_back_as_it_was_written()
    {
        var full = SessionSamples.CreateFull("alice", Start);
        var bare = SessionSamples.Create("bob", Start);

        SessionRecordAssert.Same(full, SessionRecordSerializer.Deserialize(SessionRecordSerializer.Serialize(full)));
        SessionRecordAssert.Same(bare, SessionRecordSerializer.Deserialize(SessionRecordSerializer.Serialize(bare)));
    }

    [Theory]
    [Trait("Sec", "33")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"v\":0}")]
    [InlineData("{\"v\":-1}")]
    [InlineData("{\"v\":\"1\"}")]
    [InlineData("{\"v\":1}")]
    [InlineData("{\"v\":1,\"u\":null,\"h\":\"AA==\"}")]
    [InlineData("{\"v\":1,\"u\":\"alice\",\"h\":\"AA==\"}")]
    [InlineData("{\"v\":1,\"id\":\"sess_K9gGO_wYSlGWpyMLcrtxUga1aQ\",\"u\":\"alice\",\"h\":\"AA==\"}")]
    [InlineData("{\"v\":1,\"u\":\"alice\",\"h\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}")]
    [InlineData("{\"v\":2,\"what\":\"ever\"}")]
    [InlineData("{\"v\":999999999999}")]
    public void What_is_damaged_or_newer_is_refused(string stored) =>
        Assert.Throws<SessionManager.Storage.SessionRecordUnreadableException>(() =>
            SessionRecordSerializer.Deserialize(Encoding.UTF8.GetBytes(stored))
        );

    [Fact]
    [Trait("Sec", "33")]
    public void A_time_that_overflows_is_refused()
    {
        var stored = Encoding.UTF8.GetString(SessionRecordSerializer.Serialize(SessionSamples.Create("alice", Start)));
        var end = stored.IndexOf(",\"l\":", StringComparison.Ordinal);
        var spoilt =
            stored[..stored.IndexOf("\"c\":", StringComparison.Ordinal)] + "\"c\":9223372036854775807" + stored[end..];

        Assert.Throws<SessionManager.Storage.SessionRecordUnreadableException>(() =>
            SessionRecordSerializer.Deserialize(Encoding.UTF8.GetBytes(spoilt))
        );
    }
}
