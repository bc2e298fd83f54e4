using System.Security.Cryptography;
using System.Text;
using SessionManager.Sessions;

namespace SessionManager.Enrichers.Device;

/// <summary>
/// Reads device, browser and operating system from the user agent, and makes a fingerprint of them that tells devices
/// of one user apart in a list. What a client says of itself is a hint, never a proof.
/// </summary>
public sealed class DeviceFingerprintEnricher : ISessionEnricher
{
    private const int FingerprintLength = 16;

    /// <summary>What a user agent tells of its device, without a fingerprint. A hint, never a proof. Thread-safe.</summary>
    /// <param name="userAgent">The client's <c>User-Agent</c>; null or empty when there is none.</param>
    /// <returns>The device; <see cref="DeviceInfo.Unknown"/> when nothing is said.</returns>
    public static DeviceInfo Describe(string? userAgent) => UserAgentParser.Parse(userAgent);

    /// <inheritdoc/>
    public ValueTask EnrichAsync(SessionEnrichmentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var device = UserAgentParser.Parse(context.Session.UserAgent);
        context.Device = device with { Fingerprint = Fingerprint(context.Session.UserId, device) };
        return default;
    }

    /// <summary>Versions of browsers move every month, so only names go in; the user goes in so that it joins no two users.</summary>
    private static string Fingerprint(string userId, DeviceInfo device)
    {
        var text = $"{userId}\n{device.Type}\n{device.Name}\n{device.Browser}\n{device.OperatingSystem}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..FingerprintLength];
    }
}
