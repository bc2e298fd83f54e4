using SessionManager.Dashboard.Admin.Activity;
using SessionManager.Sessions;

namespace SessionManager.Dashboard.Admin.Overview;

/// <summary>The last day.</summary>
internal sealed record ActivityResponse(
    ActivitySource Source,
    DateTimeOffset CompleteSince,
    IReadOnlyList<HourRow> Hours,
    IReadOnlyDictionary<string, long> Reasons,
    DeviceNumbers Devices
)
{
    public static ActivityResponse Of(SessionActivity activity)
    {
        var reasons = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (reason, count) in activity.PerHour.SelectMany(static hour => hour.Reasons))
            reasons[reason] = reasons.GetValueOrDefault(reason) + count;
        return new(
            activity.Source,
            activity.CompleteSince,
            [.. activity.PerHour.Select(static hour => new HourRow(hour.At, hour.Created, hour.Ended))],
            reasons,
            DeviceNumbers.Of(activity.PerHour)
        );
    }
}

/// <summary>One hour.</summary>
internal sealed record HourRow(DateTimeOffset At, long Created, long Ended);

/// <summary>Sign-ins by device.</summary>
internal sealed record DeviceNumbers(long Phone, long Tablet, long Computer, long Unknown)
{
    public static DeviceNumbers Of(IReadOnlyList<ActivityHour> hours)
    {
        return new(Sum(DeviceType.Phone), Sum(DeviceType.Tablet), Sum(DeviceType.Computer), Sum(DeviceType.Unknown));

        long Sum(DeviceType device) => hours.Sum(hour => hour.Devices[(int)device]);
    }
}
