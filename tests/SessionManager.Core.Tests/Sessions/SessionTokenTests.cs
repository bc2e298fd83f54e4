using System.Buffers;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Sessions;

public class SessionTokenTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SearchValues<char> AlphabetValues = SearchValues.Create(Alphabet);

    [Fact]
    [Trait("Sec", "1")]
    [Trait("Req", "4.4")]
    public void A_million_tokens_are_distinct_and_well_formed()
    {
        var secrets = new HashSet<(ulong, ulong, ulong, ulong)>(1_000_000);
        var ids = new HashSet<SessionId>(1_000_000);
        Span<char> text = stackalloc char[SessionSecret.Length];
        for (var i = 0; i < 1_000_000; i++)
        {
            var token = new SessionToken(SessionId.Create("alice"), SessionSecret.Create());
            var secret = token.Secret;
            var bytes = secret.Bytes;
            secrets.Add(
                (
                    BitConverter.ToUInt64(bytes),
                    BitConverter.ToUInt64(bytes[8..]),
                    BitConverter.ToUInt64(bytes[16..]),
                    BitConverter.ToUInt64(bytes[24..])
                )
            );
            ids.Add(token.Id);
            if (!secret.TryFormat(text) || text.ContainsAnyExcept(AlphabetValues))
                Assert.Fail("A secret is not 43 base64url characters.");
        }

        Assert.Equal(1_000_000, secrets.Count);
        Assert.Equal(1_000_000, ids.Count);
    }

    [Fact]
    [Trait("Sec", "1")]
    [Trait("Req", "4.4")]
    public void A_token_is_26_characters_a_dot_and_43_characters()
    {
        var token = NewToken().Reveal();

        Assert.Equal(70, SessionToken.Length);
        Assert.Equal(43, SessionSecret.Length);
        Assert.Equal(70, token.Length);
        Assert.Equal('.', token[26]);
        Assert.Equal(26, token.IndexOf('.', StringComparison.Ordinal));
        Assert.All(token.Replace(".", "", StringComparison.Ordinal), c => Assert.Contains(c, Alphabet));
    }

    [Fact]
    public void A_token_reads_back_as_it_was()
    {
        var token = NewToken();

        Assert.True(SessionToken.TryParse(token.Reveal(), out var read));
        Assert.Equal(token.Id, read.Id);
        Assert.Equal(token.Secret.Bytes.ToArray(), read.Secret.Bytes.ToArray());
        Assert.Equal(token.Reveal(), read.Reveal());
    }

    [Fact]
    public void Every_bit_of_the_secret_counts()
    {
        var bytes = SessionSecret.Create().Bytes.ToArray();
        var hash = new SessionSecret(bytes).Hash();
        for (var bit = 0; bit < 256; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var other = new SessionSecret(bytes).Hash();
            Assert.False(hash == other);
            Assert.True(hash != other);
            Assert.False(hash.Equals(other));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(hash == new SessionSecret(bytes).Hash());
    }

    [Fact]
    [Trait("Sec", "2")]
    public void A_hash_differs_when_any_single_bit_does()
    {
        var bytes = new byte[32];
        var hash = new SecretHash(bytes);
        for (var bit = 0; bit < 256; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(hash == new SecretHash(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(hash.Equals((object)new SecretHash(bytes)));
        Assert.False(hash.Equals("hash"));
        Assert.Equal(hash.GetHashCode(), new SecretHash(bytes).GetHashCode());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_secret_and_a_hash_are_32_bytes(int length)
    {
        Assert.Throws<ArgumentException>(() => new SessionSecret(new byte[length]));
        Assert.Throws<ArgumentException>(() => new SecretHash(new byte[length]));
    }

    [Fact]
    public void A_secret_is_written_only_where_there_is_room()
    {
        var secret = SessionSecret.Create();

        Assert.False(secret.TryFormat(new char[42]));
        Assert.True(secret.TryFormat(new char[43]));
    }

    [Fact]
    [Trait("Sec", "2")]
    public void The_hash_is_the_SHA_256_of_the_32_bytes()
    {
        var secret = SessionSecret.Create();

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(secret.Bytes), secret.Hash().Bytes.ToArray());
    }

    private static SessionToken NewToken() => new(SessionId.Create("alice"), SessionSecret.Create());
}
