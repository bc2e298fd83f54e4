using FsCheck;
using FsCheck.Fluent;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Sessions;

/// <summary>One token has one spelling: whatever else decodes to the same bytes is refused.</summary>
[Trait("Sec", "4")]
public class CanonicalSpellingTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>Whatever a lenient decoder might skip, fold or take for another character.</summary>
    private const string Hostile =
        " \t\r\n\v\f\0=%+/.,:;~!'\"\\<>&?#\u0085\u00a0\u200b\u200d\u2028\u2029\ufeff\u0410\u0391\uff21\uff0d\u2010\u2011\u2013\u2212\u212a\u017f\u0131\u0660\ud835\udc00\ud800\uffff";

    private static readonly string Valid = new SessionToken(SessionId.Create("alice"), SessionSecret.Create()).Reveal();

    [Fact]
    public void Of_the_64_last_characters_of_an_id_only_those_without_stray_bits_are_read()
    {
        var bare = Valid[..25];

        var read = Alphabet.Where(last => SessionId.TryParse($"sess_{bare}{last}", out _));

        Assert.Equal("AQgw", string.Concat(read));
    }

    [Fact]
    public void Of_the_64_last_characters_of_a_secret_only_those_without_stray_bits_are_read()
    {
        var most = Valid[..69];

        var read = Alphabet.Where(last => SessionToken.TryParse(most + last, out _));

        Assert.Equal("AEIMQUYcgkosw048", string.Concat(read));
    }

    [Fact]
    public void Every_other_character_in_every_place_is_another_token_or_none()
    {
        foreach (var c in Alphabet + Hostile)
        {
            for (var place = 0; place < Valid.Length; place++)
                AssertCanonical(Valid[..place] + c + Valid[(place + 1)..]);
        }
    }

    [Fact]
    public void A_hostile_character_put_in_anywhere_is_refused()
    {
        foreach (var c in Hostile)
        {
            for (var place = 0; place <= Valid.Length; place++)
            {
                var longer = Valid.Insert(place, c.ToString());
                Assert.False(SessionToken.TryParse(longer, out _));
                // The same, with the length brought back: at the end and at the start.
                Assert.False(place < 70 && SessionToken.TryParse(longer.AsSpan(0, 70), out _));
                Assert.False(place > 0 && SessionToken.TryParse(longer.AsSpan(1), out _));
            }
        }
    }

    public static TheoryData<string> Spellings =>
        [
            "",
            " ",
            ".",
            Valid + "=",
            Valid + "\n",
            " " + Valid,
            Valid + " ",
            Valid[..69],
            Valid[1..],
            Valid[..26] + Valid[27..] + "A",
            Valid.Replace('.', ':'),
            Valid.Replace('.', '\u2024'),
            "sess_" + Valid,
            "Bearer " + Valid,
            "\"" + Valid + "\"",
            Valid[..26] + ".." + Valid[28..],
            new string('A', 70),
            new string('.', 70),
            new string('=', 70),
            new string(' ', 70),
            new string('\0', 70),
            new string('\ud800', 70),
            new string('\uffff', 70),
            new string('A', 26) + "." + new string(' ', 43),
            new string(' ', 26) + "." + new string('A', 43),
            new string('A', 100_000),
        ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_misspelling_is_refused_without_a_token(string text)
    {
        Assert.False(SessionToken.TryParse(text, out var token));
        Assert.Equal(default, token.Id);
        Assert.True(token.Secret.Bytes.SequenceEqual(new byte[32]));
    }

    [Fact]
    public void Whatever_is_done_to_a_token_it_is_refused_or_spelled_canonically()
    {
        var character = Gen.OneOf(Gen.Elements(Alphabet.ToCharArray()), Gen.Elements(Hostile.ToCharArray()));
        var edit =
            from kind in Gen.Choose(0, 3)
            from place in Gen.Choose(0, 69)
            from c in character
            select (kind, place, c);

        Prop.ForAll(edit.ArrayOf().ToArbitrary(), edits => AssertCanonical(edits.Aggregate(Valid, Apply)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Random_text_is_refused_or_spelled_canonically()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => AssertCanonical(text ?? ""))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

        var ofLength = Gen.Elements((Alphabet + Hostile).ToCharArray()).ArrayOf(70).Select(c => new string(c));
        Prop.ForAll(ofLength.ToArbitrary(), AssertCanonical).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Malformed_input_costs_no_allocation()
    {
        string[] inputs =
        [
            "",
            Valid + "=",
            Valid[..69],
            Valid[..69] + "B",
            Valid[..25] + "B" + Valid[26..],
            Valid[..10] + " " + Valid[11..],
            Valid[..10] + "%" + Valid[11..],
            Valid[..40] + "+" + Valid[41..],
            Valid[..40] + "\ud800" + Valid[41..],
            Valid[..69] + "=",
            new('=', 70),
            new(' ', 70),
            new('A', 100_000),
        ];
        var accepted = Count(inputs);

        var before = GC.GetAllocatedBytesForCurrentThread();
        accepted += Count(inputs);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, accepted);
        Assert.Equal(0, allocated);
    }

    private static int Count(string[] inputs)
    {
        var accepted = 0;
        for (var round = 0; round < 200; round++)
        {
            foreach (var input in inputs)
                accepted += SessionToken.TryParse(input, out _) ? 1 : 0;
        }

        return accepted;
    }

    private static string Apply(string text, (int Kind, int Place, char Character) edit)
    {
        var place = text.Length == 0 ? 0 : edit.Place % text.Length;
        return edit.Kind switch
        {
            0 => text.Insert(place, edit.Character.ToString()),
            1 when text.Length > 0 => text.Remove(place, 1),
            2 when text.Length > 0 => text.Remove(place, 1) + edit.Character,
            _ when text.Length > 0 => text.Remove(place, 1).Insert(place, edit.Character.ToString()),
            _ => text,
        };
    }

    private static void AssertCanonical(string text)
    {
        if (SessionToken.TryParse(text, out var token))
            Assert.Equal(text, token.Reveal());
        if (SessionId.TryParse(text, out var id))
            Assert.Equal(text, id.ToString());
        if (SessionSecret.TryParse(text, out var secret))
        {
            var written = new char[43];
            Assert.True(secret.TryFormat(written));
            Assert.Equal(text, new string(written));
        }
    }
}
