using SessionManager.Sessions;

namespace SessionManager.Dashboard.Admin.Activity;

/// <summary>What happened in one hour.</summary>
/// <param name="At">When the hour began, in UTC.</param>
/// <param name="Created">How many sessions were opened.</param>
/// <param name="Ended">How many ended, in whatever way.</param>
/// <param name="Reasons">Those that ended, by reason.</param>
/// <param name="Devices">Those that were opened, by the number of their <see cref="DeviceType"/>.</param>
internal sealed record ActivityHour(
    DateTimeOffset At,
    long Created,
    long Ended,
    Dictionary<string, long> Reasons,
    IReadOnlyList<long> Devices
)
{
    public static ActivityHour Empty(DateTimeOffset at) =>
        new(at, 0, 0, new(StringComparer.Ordinal), new long[Enum.GetValues<DeviceType>().Length]);
}
