using System.Globalization;
using System.Text;
using SessionManager.Redis.Storage;
using SessionManager.Redis.Tests.Conformance;
using SessionManager.Storage;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>Whatever stands in a value: it reads, or it is an unreadable record, and never another failure.</summary>
public sealed class RedisValueFormTests
{
    private const int Mutations = 10_000;
    private const int HeaderLength = 144;
    private const string Json = """[]{}",:\-+.0eE nulltrue""";
    private const string Time = "002209032100000000";

    /// <summary>As long as a session may be stored: in the year 9999.</summary>
    private const string LastTime = "253402300799999999";

    /// <summary>Live and never touched, which reads the JSON alone; touched; and ended.</summary>
    public static TheoryData<string> Kinds { get; } = ["live", "touched", "ended"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_value_with_any_damage_reads_or_is_unreadable(string kind)
    {
        var value = Value(kind);
        Assert.Equal(kind == "ended", RedisValueForm.Read(value).Session.Termination is not null);
        var dice = new Random(20_400_101);
        var refused = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var mutated = Mutate(value, dice);
            try
            {
                RedisValueForm.Read(mutated);
            }
            catch (SessionRecordUnreadableException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"{exception.GetType()} of {Encoding.Latin1.GetString(mutated)}");
            }
        }

        // Both happen: neither is all damage noticed, nor do the mutations only hit what nobody reads.
        Assert.InRange(refused, Mutations / 10, Mutations * 9 / 10);
    }

    [Theory]
    [InlineData(Time + """["admin-1","admin_revoked"]""")]
    [InlineData(LastTime + """["",""]""")]
    public void An_ending_reads(string ending) =>
        Assert.NotNull(RedisValueForm.Read(Ended(Encoding.UTF8.GetBytes(ending))).Session.Termination);

    [Theory]
    [InlineData("0")]
    [InlineData("00220903210000000")]
    [InlineData(Time)]
    [InlineData(Time + "[")]
    [InlineData(Time + "[]")]
    [InlineData(Time + "{}")]
    [InlineData(Time + "null")]
    [InlineData(Time + """["admin-1"]""")]
    [InlineData(Time + """["admin-1",""")]
    [InlineData(Time + """["admin-1",1]""")]
    [InlineData(Time + """[1,"admin_revoked"]""")]
    [InlineData(Time + """[null,"admin_revoked"]""")]
    [InlineData(Time + """[["admin-1"],"admin_revoked"]""")]
    [InlineData(Time + """{"admin-1":true}""")]
    [InlineData("-02209032100000000" + """["admin-1","admin_revoked"]""")]
    [InlineData("253402300800000000" + """["admin-1","admin_revoked"]""")]
    [InlineData("999999999999999999" + """["admin-1","admin_revoked"]""")]
    public void A_damaged_ending_is_unreadable(string ending) =>
        Assert.Throws<SessionRecordUnreadableException>(() =>
            RedisValueForm.Read(Ended(Encoding.UTF8.GetBytes(ending)))
        );

    [Fact]
    public void An_ending_that_is_no_text_is_unreadable() =>
        Assert.Throws<SessionRecordUnreadableException>(() =>
            RedisValueForm.Read(Ended([.. Encoding.ASCII.GetBytes(Time), .. "[\""u8, 0xff, .. "\",\"\"]"u8]))
        );

    private static byte[] Value(string kind)
    {
        var snapshot = RedisSnapshots.All[0];
        var record = snapshot.Expected;
        var live = RedisValueForm.Write(record with { Session = record.Session with { Termination = null } });
        switch (kind)
        {
            case "live":
                return live;
            case "touched":
                Encoding.ASCII.GetBytes(RedisValueForm.Version(record.Version + 1), live.AsSpan(10));
                return live;
            default:
                return snapshot.Stored.ToArray();
        }
    }

    /// <summary>A value that ended so; all else about it is right.</summary>
    private static byte[] Ended(ReadOnlySpan<byte> ending)
    {
        var live = Value("live");
        var behind = HeaderLength + int.Parse(live.AsSpan(135, 4), CultureInfo.InvariantCulture);
        byte[] value = [.. live.AsSpan(0, behind), .. ending, .. live.AsSpan(behind)];
        value[1] = (byte)'T';
        Encoding.ASCII.GetBytes(RedisValueForm.Version(RedisSnapshots.All[0].Expected.Version + 1), value.AsSpan(10));
        Encoding.ASCII.GetBytes(ending.Length.ToString("D5", CultureInfo.InvariantCulture), value.AsSpan(139));
        return Measured(value);
    }

    private static byte[] Mutate(byte[] value, Random dice)
    {
        List<byte> mutated = [.. value];
        for (var times = dice.Next(1, 4); times > 0; times--)
        {
            // Half of them in the header and the ending, which this form reads by itself.
            var at = dice.Next(dice.Next(2) == 0 ? Math.Min(mutated.Count, HeaderLength + 80) : mutated.Count);
            switch (dice.Next(8))
            {
                case 0:
                    mutated.RemoveRange(at, Math.Min(dice.Next(1, 20), mutated.Count - at));
                    break;
                case 1:
                    mutated.Insert(at, Any(dice));
                    break;
                default:
                    mutated[at] = Any(dice);
                    break;
            }
        }

        // With a wrong length nothing behind it is looked at.
        return dice.Next(10) == 0 ? [.. mutated] : Measured([.. mutated]);
    }

    private static byte Any(Random dice) =>
        dice.Next(3) switch
        {
            0 => (byte)dice.Next('0', '9' + 1),
            1 => (byte)Json[dice.Next(Json.Length)],
            _ => (byte)dice.Next(256),
        };

    /// <summary>The value with its length in its header.</summary>
    private static byte[] Measured(byte[] value)
    {
        Encoding.ASCII.GetBytes(value.Length.ToString("D8", CultureInfo.InvariantCulture), value.AsSpan(2));
        return value;
    }
}
