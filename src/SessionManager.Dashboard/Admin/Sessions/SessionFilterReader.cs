using Microsoft.AspNetCore.Http;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Dashboard.Admin.Sessions;

/// <summary>Reads the filters of the list from an address, where they stand so that a link shows what was found.</summary>
internal static class SessionFilterReader
{
    /// <summary>The filters; false with the name of the one that cannot be read.</summary>
    public static bool TryRead(IQueryCollection query, out SessionFilters filters, out string wrong)
    {
        filters = new SessionFilters
        {
            UserId = AdminText.Of(query["user"]),
            IpAddress = AdminText.Of(query["ip"]),
            Location = AdminText.Of(query["location"]),
        };
        wrong = "status";
        if (!TryStatus(AdminText.Of(query["status"]), ref filters))
            return false;
        wrong = "device";
        if (AdminText.Of(query["device"]) is { } device)
        {
            if (Device(device) is not { } type)
                return false;
            filters = filters with { DeviceType = type };
        }

        wrong = "from";
        if (!AdminText.TryMoment(query["from"], out var from))
            return false;
        wrong = "to";
        if (!AdminText.TryMoment(query["to"], out var to))
            return false;
        filters = filters with { CreatedAfter = from, CreatedBefore = to };
        return true;
    }

    /// <summary>Live sessions, unless something else is asked for.</summary>
    private static bool TryStatus(string? status, ref SessionFilters filters)
    {
        switch (status)
        {
            case null or "live":
                filters = filters with { ActiveOnly = true };
                return true;
            case "all":
                return true;
            case "active":
                filters = filters with { Status = SessionStatus.Active };
                return true;
            case "idle":
                filters = filters with { Status = SessionStatus.Idle };
                return true;
            case "expired":
                filters = filters with { Status = SessionStatus.Expired };
                return true;
            case "terminated":
                filters = filters with { Status = SessionStatus.Terminated };
                return true;
            default:
                return false;
        }
    }

    private static DeviceType? Device(string device) =>
        device switch
        {
            "phone" => DeviceType.Phone,
            "tablet" => DeviceType.Tablet,
            "computer" => DeviceType.Computer,
            "unknown" => DeviceType.Unknown,
            _ => null,
        };
}
