using SessionManager.Backends;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Races;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Backends;

public abstract partial class SessionBackendConformance
{
    private const string Alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \t\r\n\0%é漢\u202E";

    /// <summary>A token with any one character changed to any other is not accepted, and nothing throws.</summary>
    [Fact]
    [Trait("Sec", "4")]
    public virtual async Task A_changed_token_is_not_accepted()
    {
        var (record, tokens) = await IssueAsync();
        var token = Presented(tokens);

        for (var i = 0; i < token.Length; i++)
        {
            foreach (var letter in Alphabet)
            {
                if (letter != token[i])
                    AssertRefused(record, token[..i] + letter + token[(i + 1)..]);
            }
        }
    }

    /// <summary>A token with a character more, or less, or two exchanged is not accepted.</summary>
    [Fact]
    [Trait("Sec", "4")]
    public virtual async Task A_token_of_another_length_is_not_accepted()
    {
        var (record, tokens) = await IssueAsync();
        var token = Presented(tokens);

        for (var i = 0; i <= token.Length; i++)
        {
            foreach (var letter in "A=. \n\0_")
                AssertRefused(record, token.Insert(i, letter.ToString()));
            if (i < token.Length)
            {
                AssertRefused(record, token.Remove(i, 1));
                AssertRefused(record, token[..i]);
            }

            if (i + 1 < token.Length && token[i] != token[i + 1])
                AssertRefused(record, token[..i] + token[i + 1] + token[i] + token[(i + 2)..]);
        }
    }

    /// <summary>
    /// Only one spelling of a credential is read: not one with other trailing bits, padding, space around or inside it,
    /// another alphabet, or percent-encoding.
    /// </summary>
    [Fact]
    [Trait("Sec", "4")]
    public virtual async Task Only_one_spelling_is_read()
    {
        const string base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var (_, tokens) = await IssueAsync();
        var token = Presented(tokens);
        var spellings = new List<string>
        {
            token + "=",
            token + "==",
            " " + token,
            token + " ",
            token + "\n",
            "\uFEFF" + token,
            token.Replace(".", "%2E", StringComparison.Ordinal),
            token.Replace(".", "..", StringComparison.Ordinal),
            SessionId.Prefix + token,
            "Bearer " + token,
            $"\"{token}\"",
            token + "\0",
            token + ";",
            token + "," + token,
        };
        // The last character of each part holds bits beyond the last byte: every other spelling of the same bytes.
        foreach (var part in token.Split('.'))
        {
            var place = token.IndexOf(part, StringComparison.Ordinal) + part.Length - 1;
            var spare = (part.Length * 6 % 8) switch
            {
                2 => 2,
                4 => 4,
                _ => 0,
            };
            var value = base64.IndexOf(token[place], StringComparison.Ordinal);
            for (var bits = 1; bits < 1 << spare; bits++)
                spellings.Add(token[..place] + base64[value | bits] + token[(place + 1)..]);
        }

        Assert.True(spellings.Count > 14, "No spelling with other trailing bits was tried.");
        Assert.All(spellings, spelling => Assert.False(Backend.Read(spelling).IsWellFormed));
    }

    /// <summary>Garbage of any length and letters is not accepted, and nothing throws.</summary>
    [Fact]
    [Trait("Sec", "4")]
    public virtual async Task Garbage_is_not_accepted()
    {
        var (record, tokens) = await IssueAsync();
        var token = Presented(tokens);
        var dice = new Dice(4);
        for (var i = 0; i < 10_000; i++)
        {
            var length = dice.Next(4) == 0 ? token.Length : dice.Next(200);
            var letters = new char[length];
            for (var j = 0; j < length; j++)
                letters[j] = dice.Next(20) == 0 ? (char)dice.Next(char.MaxValue) : Alphabet[dice.Next(Alphabet.Length)];
            AssertRefused(record, new string(letters));
        }

        foreach (var text in HostileText.All)
            AssertRefused(record, text);
        AssertRefused(record, string.Empty);
    }

    /// <summary>A megabyte of anything is not accepted, and is refused without being worked through.</summary>
    [Theory]
    [InlineData('A')]
    [InlineData('.')]
    [InlineData('=')]
    [InlineData('é')]
    [InlineData('\0')]
    [Trait("Sec", "4")]
    [Trait("Sec", "26")]
    public virtual async Task An_enormous_token_is_not_read(char letter)
    {
        var (_, tokens) = await IssueAsync();
        var filler = new string(letter, 1 << 20);

        Assert.False(Backend.Read(filler).IsWellFormed);
        Assert.False(Backend.Read(Presented(tokens) + filler).IsWellFormed);
        Assert.False(Backend.Read(filler + Presented(tokens)).IsWellFormed);
    }

    /// <summary>What is not well-formed is rejected by every record, should a caller ask all the same.</summary>
    [Fact]
    public virtual async Task A_malformed_reading_is_rejected()
    {
        var (record, _) = await IssueAsync();

        Assert.Equal(CredentialVerdict.Rejected, Backend.Judge(record, CredentialReading.Malformed, Now));
        var zeros = record with { SecretHash = default(SessionSecret).Hash() };
        Assert.Equal(CredentialVerdict.Rejected, Backend.Judge(zeros, CredentialReading.Malformed, Now));
        var nobody = zeros with { Session = zeros.Session with { Id = default } };
        Assert.Equal(CredentialVerdict.Rejected, Backend.Judge(nobody, CredentialReading.Malformed, Now));
    }

    private void AssertRefused(SessionRecord record, string presented) =>
        Assert.Equal(CredentialVerdict.Rejected, Judge(record, presented));
}
