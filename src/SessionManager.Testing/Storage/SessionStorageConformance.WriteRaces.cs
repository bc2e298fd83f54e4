using System.Globalization;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Races;
using SessionManager.Testing.Samples;
using Xunit;

namespace SessionManager.Testing.Storage;

public abstract partial class SessionStorageConformance
{
    /// <summary>Of several who saw the same version, one writes.</summary>
    [Fact]
    [Trait("Sec", "29")]
    public virtual async Task Of_several_replacements_one_is_done()
    {
        const int writers = 16;
        var record = await OpenAsync();
        for (var version = 1; version <= Rounds; version++)
        {
            var expected = version;
            var candidates = Enumerable
                .Range(0, writers)
                .Select(_ => record with { SecretHash = SessionSecret.Create().Hash() })
                .ToArray();

            var done = await Together.RunAsync(
                writers,
                index => Turn(index).ReplaceAsync(candidates[index], expected, At(1), CancellationToken.None)
            );

            Assert.Single(done, static written => written);
            await AssertStoredAsync(candidates[Array.IndexOf(done, value: true)] with { Version = version + 1 });
        }
    }

    /// <summary>Writers who read again when they were late lose no write, and the version counts every one.</summary>
    [Fact]
    [Trait("Sec", "31")]
    public virtual async Task No_write_is_lost()
    {
        const int writers = 8;
        const int writes = 10;
        var id = (await OpenAsync()).Session.Id;

        await Together.RunAsync(
            writers,
            async index =>
            {
                for (var done = 0; done < writes; )
                    done += await IncrementAsync(Turn(index), id) ? 1 : 0;
            }
        );

        var stored = await FindAsync(id);
        Assert.Equal("80", stored.Session.UserName);
        Assert.Equal(81, stored.Version);
    }

    /// <summary>
    /// Uses and replacements at once: every use that was counted is in the record at the end, and so is every
    /// replacement.
    /// </summary>
    [Fact]
    [Trait("Sec", "17")]
    [Trait("Sec", "31")]
    public virtual async Task No_use_is_lost_to_a_replacement()
    {
        const int turns = 10;
        for (var round = 0; round < Rounds; round++)
        {
            var id = (await OpenAsync($"user-{round}")).Session.Id;

            var counts = await Together.RunAsync(
                6,
                async index =>
                {
                    var done = 0;
                    for (var turn = 0; turn < turns; turn++)
                    {
                        var touch = new SessionTouch(id, At(1 + (turn * 10) + index));
                        done +=
                            index % 2 == 0 ? await Turn(index / 2).TouchAsync([touch], CancellationToken.None)
                            : await IncrementAsync(Turn(index / 2), id) ? 1
                            : 0;
                    }

                    return done;
                }
            );

            var stored = await FindAsync(id);
            Assert.Equal(At(1 + ((turns - 1) * 10) + 4), stored.Session.LastActivityAt);
            Assert.Equal(stored.Session.LastActivityAt + SessionSamples.IdleTimeout, stored.Session.ExpiresAt);
            Assert.Equal(counts[1] + counts[3] + counts[5], Number(stored));
            Assert.Equal(1 + counts.Sum(), stored.Version);
        }
    }

    /// <summary>Adds one to the number that is the session's user name; tells whether it was done.</summary>
    private async ValueTask<bool> IncrementAsync(ISessionStorage storage, SessionId id)
    {
        var record =
            await storage.FindAsync(id, CancellationToken.None)
            ?? throw new Xunit.Sdk.XunitException("The session is gone.");
        var number = (Number(record) + 1).ToString(CultureInfo.InvariantCulture);
        var next = record with { Session = record.Session with { UserName = number } };
        return await storage.ReplaceAsync(next, record.Version, At(1), CancellationToken.None);
    }

    private static int Number(SessionRecord record) =>
        int.Parse(record.Session.UserName ?? "0", CultureInfo.InvariantCulture);
}
