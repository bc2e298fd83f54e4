using System.Security.Cryptography;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>
/// Names one operation that ends sessions, so that it knows its own again: among sessions that others ended at the same
/// moment, and when it is begun anew after its answer was lost.
/// </summary>
internal static class TerminationMarker
{
    public static Guid Create()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new Guid(bytes);
    }
}
