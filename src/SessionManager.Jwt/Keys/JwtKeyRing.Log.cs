using Microsoft.Extensions.Logging;

namespace SessionManager.Jwt.Keys;

internal sealed partial class JwtKeyRing
{
    [LoggerMessage(
        EventId = 3001,
        EventName = "SigningKeysReloaded",
        Level = LogLevel.Debug,
        Message = "The signing keys were read again: there are {Count}."
    )]
    private partial void LogReloaded(int count);

    [LoggerMessage(
        EventId = 3002,
        EventName = "SigningKeysNotReloaded",
        Level = LogLevel.Error,
        Message = "The signing keys could not be read again; the ones before stay in use."
    )]
    private partial void LogReloadFailed(Exception exception);
}
