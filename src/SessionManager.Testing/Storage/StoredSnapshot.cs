using SessionManager.Storage;

namespace SessionManager.Testing.Storage;

/// <summary>What a released version stored, and how it must read for ever after.</summary>
/// <param name="Stored">The bytes as that version wrote them.</param>
/// <param name="Expected">The record they stand for.</param>
public sealed record StoredSnapshot(ReadOnlyMemory<byte> Stored, SessionRecord Expected);
