using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Tiered;

namespace SessionManager.Testing.Storage.Tiered;

/// <summary>
/// A fast tier in the memory of the process, that forgets what a test says. Several storages in front of which it stands
/// are as many nodes. Thread-safe.
/// </summary>
public sealed class MemoryFastTier : ISessionFastTier
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly TimeSpan _markTime;
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionId, Slot> _sessions = [];
    private readonly Dictionary<string, Slot> _partitions = new(StringComparer.Ordinal);
    private long _names;

    /// <summary>Makes an empty tier.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="maxAge">The longest time for which a copy is served; null for 5 minutes.</param>
    public MemoryFastTier(TimeProvider? time = null, TimeSpan? maxAge = null)
    {
        _time = time ?? TimeProvider.System;
        MaxAge = maxAge ?? TimeSpan.FromMinutes(5);
        _markTime = MaxAge + TimeSpan.FromMinutes(1);
    }

    /// <inheritdoc/>
    public TimeSpan MaxAge { get; }

    /// <summary>Whether there is a copy that a reader would get.</summary>
    public bool HasCopy(SessionId id)
    {
        lock (_gate)
            return CopyOf(id) is not null;
    }

    /// <summary>Whether a writer is under way, or died, that keeps copies of this session away.</summary>
    public bool IsMarked(SessionId id)
    {
        lock (_gate)
            return Partition(id.Partition)?.Marks is not null || Session(id)?.Marks is not null;
    }

    /// <summary>Forgets everything, as a restart does.</summary>
    public void LoseAll()
    {
        lock (_gate)
        {
            _sessions.Clear();
            _partitions.Clear();
        }
    }

    /// <summary>Forgets what there is of one session: a copy, a lease or the marks of writers.</summary>
    public void Lose(SessionId id)
    {
        lock (_gate)
            _sessions.Remove(id);
    }

    /// <summary>Forgets what there is of a partition: its generation or the marks of writers.</summary>
    public void LosePartition(string partition)
    {
        lock (_gate)
            _partitions.Remove(partition);
    }

    /// <inheritdoc/>
    public ValueTask<FastTierReading> ReadAsync(SessionId id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (CopyOf(id) is { } copy)
                return new(new FastTierReading(copy));
            var endings = Endings(Session(id)).Concat(Endings(Partition(id.Partition))).ToList();
            return new(new FastTierReading(null, endings));
        }
    }

    /// <inheritdoc/>
    public ValueTask<string?> LeaseAsync(SessionId id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var partition = Partition(id.Partition);
            var session = Session(id);
            if (partition?.Marks is not null || session?.Marks is not null)
                return new((string?)null);
            if (session is not null && IsCurrent(session, partition))
                return new((string?)null);
            var generation = partition?.Generation ?? Name();
            _partitions[id.Partition] = new Slot(Now + _markTime) { Generation = generation };
            var lease = new Slot(Now + LeaseTime) { Generation = generation, Lease = Name() };
            _sessions[id] = lease;
            return new(lease.Lease);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> FillAsync(SessionRecord record, string lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_gate)
        {
            var id = record.Session.Id;
            if (
                Session(id) is not { Lease: { } given } session
                || !string.Equals(given, lease, StringComparison.Ordinal)
                || !IsCurrent(session, Partition(id.Partition))
            )
            {
                return new(false);
            }

            _sessions[id] = new Slot(session.Until - LeaseTime + MaxAge)
            {
                Generation = session.Generation,
                Record = record,
            };
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask BeginAsync(
        string writer,
        IReadOnlyList<FastTierScope> scopes,
        FastTierEnding? ending,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(scopes);
        lock (_gate)
        {
            foreach (var scope in scopes)
            {
                var marks = Live(Of(scope)?.Marks);
                marks.RemoveAll(mark => string.Equals(mark.Writer, writer, StringComparison.Ordinal));
                marks.Add(new Mark(writer, ending, Now + _markTime));
                Put(scope, marks);
            }

            return default;
        }
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(string? writer, IReadOnlyList<FastTierScope> scopes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        lock (_gate)
        {
            foreach (var scope in scopes)
            {
                var marks = Live(Of(scope)?.Marks);
                marks.RemoveAll(mark => string.Equals(mark.Writer, writer, StringComparison.Ordinal));
                Put(scope, marks);
            }

            return default;
        }
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private static bool IsCurrent(Slot session, Slot? partition) =>
        session.Generation is { } generation
        && string.Equals(partition?.Generation, generation, StringComparison.Ordinal);

    private static IEnumerable<FastTierEnding> Endings(Slot? slot) =>
        slot?.Marks is { } marks ? marks.Select(static mark => mark.Ending).OfType<FastTierEnding>() : [];

    private SessionRecord? CopyOf(SessionId id) =>
        Session(id) is { Record: { } record } session && IsCurrent(session, Partition(id.Partition)) ? record : null;

    private Slot? Session(SessionId id) =>
        _sessions.GetValueOrDefault(id) is { } slot && slot.Until > Now ? slot : null;

    private Slot? Partition(string partition) =>
        _partitions.GetValueOrDefault(partition) is { } slot && slot.Until > Now ? slot : null;

    private Slot? Of(FastTierScope scope) => scope.Id is { } id ? Session(id) : Partition(scope.Partition);

    private List<Mark> Live(List<Mark>? marks) => [.. (marks ?? []).Where(mark => mark.Until > Now)];

    /// <summary>Marks take the place of a copy, a lease or a generation; without marks nothing is left.</summary>
    private void Put(FastTierScope scope, List<Mark> marks)
    {
        var slot = marks.Count == 0 ? null : new Slot(marks.Max(static mark => mark.Until)) { Marks = marks };
        if (scope.Id is { } id)
            Put(_sessions, id, slot);
        else
            Put(_partitions, scope.Partition, slot);
    }

    private static void Put<TKey>(Dictionary<TKey, Slot> slots, TKey key, Slot? slot)
        where TKey : notnull
    {
        if (slot is null)
            slots.Remove(key);
        else
            slots[key] = slot;
    }

    private string Name() => $"{++_names}";

    private sealed record Mark(string Writer, FastTierEnding? Ending, DateTimeOffset Until);

    /// <summary>What a key holds: of a session a lease, a copy or marks; of a partition a generation or marks.</summary>
    private sealed record Slot(DateTimeOffset Until)
    {
        public string? Generation { get; init; }

        public string? Lease { get; init; }

        public SessionRecord? Record { get; init; }

        public List<Mark>? Marks { get; init; }
    }
}
