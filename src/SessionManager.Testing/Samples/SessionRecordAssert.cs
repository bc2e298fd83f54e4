using SessionManager.Storage;
using Xunit;

namespace SessionManager.Testing.Samples;

/// <summary>Compares records member by member, so that a member added later is compared without being named here.</summary>
public static class SessionRecordAssert
{
    /// <summary>Fails, naming the member, unless both records are the same in all they hold.</summary>
    public static void Same(SessionRecord? expected, SessionRecord? actual) =>
        Assert.Equal(RecordText.Of(expected), RecordText.Of(actual));

    /// <summary>Fails unless both hold the same records, in whatever order.</summary>
    public static void SameSet(IEnumerable<SessionRecord> expected, IEnumerable<SessionRecord> actual) =>
        Assert.Equal(Sorted(expected), Sorted(actual));

    private static string Sorted(IEnumerable<SessionRecord> records) =>
        string.Join(
            '\n',
            records.OrderBy(static record => record.Session.Id).Select(static record => RecordText.Of(record))
        );
}
