using SessionManager.Storage.Tiered;
using Xunit;

namespace SessionManager.Testing.Storage.Tiered;

public abstract partial class SessionFastTierConformance
{
    /// <summary>
    /// Two nodes write and read one session all at once. After a write has ended, nobody finds what was before it.
    /// </summary>
    [Fact]
    public virtual async Task No_reader_finds_what_was_before_a_write()
    {
        var record = New();
        var durable = new DurableVersion();
        var done = 0;

        async Task WriteAsync(ISessionFastTier tier, int node, FastTierScope scope)
        {
            for (var i = 0; i < Rounds; i++)
            {
                var writer = $"w{node}-{i}";
                if (i % 3 != 0)
                    await tier.BeginAsync(writer, [scope], null, None);
                var version = durable.Write();
                await tier.EndAsync(i % 3 != 0 ? writer : null, [scope], None);
                durable.Ended(version);
                await Task.Yield();
            }

            Interlocked.Increment(ref done);
        }

        async Task ReadAsync(ISessionFastTier tier)
        {
            while (Volatile.Read(ref done) < 2)
            {
                var least = durable.AtLeast;
                if ((await tier.ReadAsync(record.Session.Id, None)).Record is { } copy)
                {
                    Assert.True(copy.Version >= least, $"Found version {copy.Version} after {least} was written.");
                    // A tier that answers at once would leave the writers no thread to go on with.
                    await Task.Yield();
                    continue;
                }

                if (await tier.LeaseAsync(record.Session.Id, None) is not { } lease)
                {
                    await Task.Yield();
                    continue;
                }

                var read = record with { Version = durable.Read() };
                await Task.Yield();
                await tier.FillAsync(read, lease, None);
            }
        }

        await Task.WhenAll(
            Task.Run(() => WriteAsync(Tier, 1, Own(record))),
            Task.Run(() => WriteAsync(Peer, 2, User())),
            Task.Run(() => ReadAsync(Tier)),
            Task.Run(() => ReadAsync(Peer))
        );
    }

    private sealed class DurableVersion
    {
        private long _version;
        private long _ended;

        /// <summary>The newest version whose write has returned.</summary>
        public long AtLeast => Interlocked.Read(ref _ended);

        public long Read() => Interlocked.Read(ref _version);

        public long Write() => Interlocked.Increment(ref _version);

        public void Ended(long version)
        {
            for (var ended = AtLeast; ended < version; ended = AtLeast)
            {
                if (Interlocked.CompareExchange(ref _ended, version, ended) == ended)
                    return;
            }
        }
    }
}
