using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using SessionManager.Sessions;

namespace SessionManager.Jwt.Tokens;

/// <summary>
/// Ties an access token to the refresh token it was issued with: 128 bits that follow from what the storage keeps of it
/// and tell nothing about it. A rotation without grace, as for new rights, ends all access tokens of before by this.
/// </summary>
internal readonly record struct Generation(ulong High, ulong Low)
{
    public const int ByteLength = 16;

    public static Generation Of(SecretHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. "session-manager access generation"u8, .. hash.Bytes], bytes);
        return Of(bytes);
    }

    public static Generation Of(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    /// <summary>22 characters.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], Low);
        return Base64Url.EncodeToString(bytes);
    }
}
