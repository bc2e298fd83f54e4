using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>
/// Two processes, a synchronous feed, and threads that read, use, rotate and end at random: once an end has been
/// answered, no reading that begins after it finds the session alive on either.
/// </summary>
[Trait("Req", "2.23")]
[Trait("Sec", "18")]
public class CacheStressTests
{
    private const int Users = 6;
    private const int Workers = 6;
    private const int Steps = 6_000;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Nothing_that_was_ended_is_let_in_afterwards(int seed, bool outages)
    {
        // A small cache pushes out while it fills, and a few sessions for each user meet often.
        await using var cluster = new CacheCluster(options =>
            (options.MaxEntries, options.MaxAge) = (16, TimeSpan.FromMinutes(5))
        );
        var slots = new Slot[Users * 3];
        for (var i = 0; i < slots.Length; i++)
            slots[i] = await SignInAsync(cluster, i % Users);
        using var over = new CancellationTokenSource();
        var beside = Task.Run(() => PassTimeAsync(cluster, outages, over.Token));

        var wrong = await Task.WhenAll(
            Enumerable
                .Range(0, Workers)
                .Select(worker => Task.Run(() => WorkAsync(cluster, slots, outages, (seed * 100) + worker)))
        );
        await over.CancelAsync();
        await beside;

        Assert.All(wrong, Assert.Empty);
        Assert.InRange(cluster.Reads, 1, Workers * Steps / 3);
    }

    private static async Task<List<string>> WorkAsync(CacheCluster cluster, Slot[] slots, bool outages, int seed)
    {
        var wrong = new List<string>();
        var dice = new Random(seed);
        for (var step = 0; step < Steps; step++)
        {
            var node = dice.Next(2) == 0 ? cluster.Node : cluster.Other;
            // A process that is cut off cannot tell others what it ended: that is for the greatest age to bound.
            var ending = outages ? cluster.Node : node;
            var index = dice.Next(slots.Length);
            var slot = Volatile.Read(ref slots[index]);
            switch (dice.Next(40))
            {
                case 0:
                    await ending.Sessions.TerminateAsync(slot.Id, "admin", "admin_revoked");
                    slot.Ended = true;
                    Volatile.Write(ref slots[index], await SignInAsync(cluster, index % Users));
                    break;
                case 1:
                    // Only what was there before is sure to end.
                    var mine = slots.Where(it => it.User == slot.User).ToList();
                    await ending.Sessions.TerminateAllAsync($"user-{slot.User}", "admin", "admin_revoked");
                    mine.ForEach(static it => it.Ended = true);
                    Volatile.Write(ref slots[slot.User], await SignInAsync(cluster, slot.User));
                    Volatile.Write(ref slots[slot.User + Users], await SignInAsync(cluster, slot.User));
                    break;
                case 2:
                    await node.Sessions.TouchAsync(slot.Id);
                    break;
                case 3:
                    await node.Sessions.ExtendAsync(slot.Id, TimeSpan.FromMilliseconds(1));
                    break;
                case 4:
                    Volatile.Write(ref slots[index], await SignInAsync(cluster, index % Users));
                    break;
                default:
                    var ended = slot.Ended;
                    var live = await node.AcceptsAsync(slot.Token);
                    if (ended && live)
                        wrong.Add($"{slot.Id} was let in after its end, at step {step}");
                    break;
            }
        }

        return wrong;
    }

    private static async Task PassTimeAsync(CacheCluster cluster, bool outages, CancellationToken cancellationToken)
    {
        for (var step = 0; !cancellationToken.IsCancellationRequested; step++)
        {
            cluster.Clock.Advance(TimeSpan.FromTicks(1));
            if (outages && step % 50 == 25)
                cluster.OtherFeed.Disconnect();
            if (outages && step % 50 == 30)
                cluster.OtherFeed.Reconnect();
            await Task.Yield();
        }
    }

    private static async Task<Slot> SignInAsync(CacheCluster cluster, int user)
    {
        while (true)
        {
            var created = await cluster.Node.Sessions.CreateAsync(new($"user-{user}"));
            // An end of all sessions at this very moment supersedes a sign-in.
            if (created.Succeeded)
                return new Slot(user, created.Session.Id, created.Tokens.Token);
        }
    }

    private sealed class Slot(int user, SessionId id, string token)
    {
        private volatile bool _ended;

        public int User => user;

        public SessionId Id => id;

        public string Token => token;

        public bool Ended
        {
            get => _ended;
            set => _ended = value;
        }
    }
}
