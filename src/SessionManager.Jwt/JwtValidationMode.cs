namespace SessionManager.Jwt;

/// <summary>What decides whether an access token lets its client in.</summary>
public enum JwtValidationMode
{
    /// <summary>
    /// The signature, and then the session as the storage has it: an end, new rights and a rotation count at once. The
    /// default.
    /// </summary>
    Store,

    /// <summary>
    /// The signature alone, with no look at the storage. What happens to the session (its end, new rights, a rotation, a
    /// theft) is not seen before the token runs out: at most <c>AccessTokenLifetime</c> and the clock skew later.
    /// Use is recorded by refreshes only. For reads that bear that, where the storage is far.
    /// </summary>
    SignatureOnly,
}
