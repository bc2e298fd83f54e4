using System.Globalization;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Storage;

public class SessionCursorTests
{
    private static readonly DateTimeOffset At = new(2040, 1, 1, 12, 0, 0, TimeSpan.FromHours(3));

    [Fact]
    public void A_cursor_reads_back_as_it_was()
    {
        var cursor = new SessionCursor(At.AddTicks(1_234_567), SessionId.Create("alice"));

        Assert.True(SessionCursor.TryParse(cursor.ToString(), out var read));

        Assert.Equal(cursor, read);
        Assert.Equal(TimeSpan.Zero, read.LastActivityAt.Offset);
        Assert.Equal(At.AddTicks(1_234_560).UtcTicks, read.LastActivityAt.UtcTicks);
        Assert.Matches("^[0-9]+\\.sess_[A-Za-z0-9_-]{26}$", cursor.ToString());
    }

    [Fact]
    public void The_text_is_the_same_in_every_culture()
    {
        var cursor = new SessionCursor(At, SessionId.Create("alice"));
        var text = cursor.ToString();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
            Assert.Equal(text, cursor.ToString());
            Assert.True(SessionCursor.TryParse(text, out _));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_ends_of_time_read_back()
    {
        foreach (var at in new[] { DateTimeOffset.MinValue, DateTimeOffset.MaxValue })
        {
            var cursor = new SessionCursor(at, SessionId.Create("alice"));
            Assert.True(SessionCursor.TryParse(cursor.ToString(), out var read));
            Assert.Equal(cursor, read);
        }
    }

    public static TheoryData<string?> Hostile
    {
        get
        {
            var id = SessionId.Create("alice");
            return
            [
                null,
                "",
                ".",
                $".{id}",
                "5",
                "5.",
                $"{id}",
                $"-5.{id}",
                $"+5.{id}",
                $" 5.{id}",
                $"5 .{id}",
                $"0x5.{id}",
                $"5,000.{id}",
                $"5e3.{id}",
                $"5.5.{id}",
                $"5.{id} ",
                $"5.{id}{id}",
                $"5. {id}",
                $"5.{id.ToString()[5..]}",
                $"9223372036854775807.{id}",
                $"9223372036854775808.{id}",
                $"3155378976000000000.{id}",
                $"99999999999999999999999999999999.{id}",
                $"\u0665.{id}",
                $"5.{id}'; DROP TABLE sessions;--",
                new string('9', 100_000),
                new string('.', 100_000),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_is_no_cursor_is_not_read(string? text)
    {
        Assert.False(SessionCursor.TryParse(text, out var cursor));
        Assert.Equal(default, cursor);
    }
}
