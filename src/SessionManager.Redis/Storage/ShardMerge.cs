using System.Globalization;
using SessionManager.Sessions;
using StackExchange.Redis;

namespace SessionManager.Redis.Storage;

/// <summary>
/// The sessions of all shards in one order, newest activity first: each shard is asked for a few at a time, and again
/// only when those are used up.
/// </summary>
internal sealed class ShardMerge(
    Func<RedisShard, RedisPlace, int, Task<RedisResult>> list,
    RedisPlace start,
    int pageSize
)
{
    private const int LargestStep = 512;

    private readonly PriorityQueue<Head, (double Score, SessionId Id)> _heads = new(NewestFirst.Instance);
    private bool _isStarted;

    /// <summary>The next ids; fewer than asked for at the end.</summary>
    public async Task<IReadOnlyList<SessionId>> NextAsync(int count)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            // A shard's share of the page and some more: most shards are asked once.
            var step = 2 + (2 * pageSize / RedisShard.Count);
            var heads = Enumerable.Range(0, RedisShard.Count).Select(i => new Head(new RedisShard(i), start, step));
            await Task.WhenAll(heads.Select(FillAsync)).ConfigureAwait(false);
        }

        var ids = new List<SessionId>(count);
        while (ids.Count < count && _heads.TryDequeue(out var head, out var first))
        {
            ids.Add(first.Id);
            head.Place = head.Waiting.Dequeue().Place;
            if (head.Waiting.Count > 0)
                Enqueue(head);
            else if (!head.IsLast)
                await FillAsync(head).ConfigureAwait(false);
        }

        return ids;
    }

    private async Task FillAsync(Head head)
    {
        var answer = (RedisValue[])(await list(head.Shard, head.Place, head.Step).ConfigureAwait(false))!;
        for (var i = 0; i < answer.Length; i += 2)
        {
            var id = SessionId.Parse(SessionId.Prefix + (string?)answer[i + 1], CultureInfo.InvariantCulture);
            var score = double.Parse((string)answer[i]!, CultureInfo.InvariantCulture);
            head.Waiting.Enqueue((score, id, new RedisPlace(answer[i], answer[i + 1])));
        }

        head.IsLast = answer.Length < 2 * head.Step;
        head.Step = Math.Min(LargestStep, head.Step * 2);
        if (head.Waiting.Count > 0)
        {
            lock (_heads)
                Enqueue(head);
        }
    }

    private void Enqueue(Head head)
    {
        var (score, id, _) = head.Waiting.Peek();
        _heads.Enqueue(head, (score, id));
    }

    private sealed class Head(RedisShard shard, RedisPlace place, int step)
    {
        public RedisShard Shard { get; } = shard;

        public RedisPlace Place { get; set; } = place;

        public int Step { get; set; } = step;

        public bool IsLast { get; set; }

        public Queue<(double Score, SessionId Id, RedisPlace Place)> Waiting { get; } = new();
    }

    private sealed class NewestFirst : IComparer<(double Score, SessionId Id)>
    {
        public static NewestFirst Instance { get; } = new();

        public int Compare((double Score, SessionId Id) x, (double Score, SessionId Id) y) =>
            y.Score.CompareTo(x.Score) is var byScore and not 0 ? byScore : y.Id.CompareTo(x.Id);
    }
}
