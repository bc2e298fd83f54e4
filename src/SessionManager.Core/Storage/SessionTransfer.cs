using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>
/// A one-time code that another device may redeem for a session of its own, as a session's record keeps it: by its hash.
/// </summary>
public sealed record SessionTransfer
{
    private readonly long _expiresAt;

    /// <summary>The hash of the code. No session's secret has the same.</summary>
    public required SecretHash Hash { get; init; }

    /// <summary>Until when it may be redeemed.</summary>
    public required DateTimeOffset ExpiresAt
    {
        get => Instant.ToTime(_expiresAt);
        init => _expiresAt = Instant.ToTicks(value);
    }

    /// <summary>The session that it was redeemed for, and with that it is spent; null while it was not.</summary>
    public SessionId? RedeemedBy { get; init; }

    /// <summary>A placeholder: this has no place in a log.</summary>
    public override string ToString() => "[session transfer]";
}
