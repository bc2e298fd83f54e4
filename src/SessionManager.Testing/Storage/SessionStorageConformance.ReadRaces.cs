using SessionManager.Storage;
using SessionManager.Testing.Races;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>A look-up sees every write that was answered before it began, however many others are under way.</summary>
    [Fact]
    [Trait("Sec", "18")]
    [Trait("Sec", "31")]
    public virtual async Task A_look_up_is_never_older_than_itself()
    {
        const int sessions = 6;
        const int readers = 24;
        const int each = 20;
        for (var round = 0; round < Rounds; round++)
        {
            var records = new SessionRecord[sessions];
            for (var i = 0; i < sessions; i++)
                records[i] = await OpenAsync($"reader-{round}-{i}");
            var ended = 0;

            await Together.RunAsync(
                readers + 1,
                async index =>
                {
                    if (index == readers)
                    {
                        foreach (var record in records)
                        {
                            await Storage.TerminateAsync(record.Session.Id, Ending(5), CancellationToken.None);
                            Interlocked.Increment(ref ended);
                        }

                        return;
                    }

                    for (var i = index; i < index + each; i++)
                    {
                        var mine = i % sessions;
                        var isOver = Volatile.Read(ref ended) > mine;
                        var found = await Turn(index).FindAsync(records[mine].Session.Id, CancellationToken.None);
                        Assert.Equal(records[mine].Session.Id, found?.Session.Id);
                        Assert.False(
                            isOver && found!.Session.Termination is null,
                            "An ended session was read as live."
                        );
                    }
                }
            );
        }
    }
}
