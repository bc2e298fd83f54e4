namespace SessionManager.Jwt.Keys;

/// <summary>The signature algorithms that there are. Whatever else a token names is refused, <c>none</c> first of all.</summary>
public enum JwtAlgorithm
{
    /// <summary>HMAC with SHA-256: one secret signs and verifies, so only this host and its twins can do either.</summary>
    HS256,

    /// <summary>RSA, PKCS#1 v1.5, with SHA-256.</summary>
    RS256,

    /// <summary>RSA, PSS, with SHA-256.</summary>
    PS256,

    /// <summary>ECDSA on the curve P-256 with SHA-256.</summary>
    ES256,
}
