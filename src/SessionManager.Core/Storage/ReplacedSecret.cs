using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>
/// The secret that a rotation replaced: still good for a moment, so that requests under way and retries after a lost
/// response succeed, and recognised afterwards as a retired one.
/// </summary>
public sealed record ReplacedSecret
{
    private readonly long _acceptedUntil;

    /// <summary>The SHA-256 of the replaced secret.</summary>
    public required SecretHash Hash { get; init; }

    /// <summary>Until when it is accepted. Fixed by the rotation; nothing moves it.</summary>
    public required DateTimeOffset AcceptedUntil
    {
        get => Instant.ToTime(_acceptedUntil);
        init => _acceptedUntil = Instant.ToTicks(value);
    }

    /// <summary>
    /// The secret that came after, encrypted under a key that only the replaced secret yields, so that a second
    /// refresh with it gets the identical successor. Taken away soon after <see cref="AcceptedUntil"/>; what is left then
    /// is the backend's.
    /// </summary>
    public required ReadOnlyMemory<byte> SealedSuccessor { get; init; }

    /// <summary>A placeholder: this has no place in a log.</summary>
    public override string ToString() => "[replaced secret]";
}
