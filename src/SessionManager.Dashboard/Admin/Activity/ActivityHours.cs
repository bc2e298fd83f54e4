using SessionManager.Audit;
using SessionManager.Enrichers.Device;
using SessionManager.Sessions;

namespace SessionManager.Dashboard.Admin.Activity;

/// <summary>Counts the sessions that were opened and ended in each of the last hours. Bounded, whatever comes. Thread-safe.</summary>
internal sealed class ActivityHours
{
    /// <summary>How many hours are kept, the one that runs included.</summary>
    public const int Kept = 48;

    /// <summary>A host may end sessions for reasons of its own, and for any number of them.</summary>
    public const int MostReasons = 24;

    /// <summary>Stands for the reasons beyond those that are counted one by one.</summary>
    public const string OtherReasons = "other";

    private readonly Lock _gate = new();
    private readonly Hour[] _hours = new Hour[Kept];

    /// <summary>Counts an event, if it is one that opens or ends a session and is not too old.</summary>
    public void Add(SessionAuditEvent happened, DateTimeOffset now)
    {
        var isOpened = happened.Kind == SessionAuditKind.Created;
        if (!isOpened && happened.Kind is not (SessionAuditKind.Terminated or SessionAuditKind.Expired))
            return;
        // A clock of another node may be ahead of this one's.
        var number = Math.Min(NumberOf(happened.At), NumberOf(now));
        if (number <= NumberOf(now) - Kept)
            return;
        lock (_gate)
        {
            var hour = HourOf(number);
            if (hour is null)
                return;
            if (isOpened)
            {
                hour.Created++;
                hour.Devices[(int)DeviceFingerprintEnricher.Describe(happened.UserAgent).Type]++;
            }
            else
            {
                hour.Ended++;
                hour.Count(happened.Reason ?? SessionEndReasons.Expired);
            }
        }
    }

    /// <summary>The last hours, oldest first; those without events are there with zeros.</summary>
    public IReadOnlyList<ActivityHour> Read(int count, DateTimeOffset now)
    {
        var hours = new List<ActivityHour>(count);
        lock (_gate)
        {
            for (var number = NumberOf(now) - count + 1; number <= NumberOf(now); number++)
            {
                var hour = _hours[Slot(number)];
                hours.Add(
                    hour?.Number == number
                        ? new(
                            TimeOf(number),
                            hour.Created,
                            hour.Ended,
                            new(hour.Reasons, StringComparer.Ordinal),
                            [.. hour.Devices]
                        )
                        : ActivityHour.Empty(TimeOf(number))
                );
            }
        }

        return hours;
    }

    private Hour? HourOf(long number)
    {
        ref var hour = ref _hours[Slot(number)];
        if (hour is null || hour.Number < number)
            hour = new Hour(number);
        return hour.Number == number ? hour : null;
    }

    private static int Slot(long number) => (int)(number % Kept);

    private static long NumberOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;

    private static DateTimeOffset TimeOf(long number) => new(number * TimeSpan.TicksPerHour, TimeSpan.Zero);

    private sealed class Hour(long number)
    {
        public long Number { get; } = number;

        public long Created { get; set; }

        public long Ended { get; set; }

        public Dictionary<string, long> Reasons { get; } = new(StringComparer.Ordinal);

        public long[] Devices { get; } = new long[Enum.GetValues<DeviceType>().Length];

        public void Count(string reason)
        {
            var name = Reasons.ContainsKey(reason) || Reasons.Count < MostReasons ? reason : OtherReasons;
            Reasons[name] = Reasons.GetValueOrDefault(name) + 1;
        }
    }
}
