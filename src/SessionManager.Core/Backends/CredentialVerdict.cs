namespace SessionManager.Backends;

/// <summary>What a backend makes of a proof.</summary>
public enum CredentialVerdict
{
    /// <summary>It is not, and never was as far as is known, a proof for this session.</summary>
    Rejected,

    /// <summary>It is the current proof.</summary>
    Accepted,

    /// <summary>It was replaced, and the moment of grace has not passed.</summary>
    AcceptedInGrace,

    /// <summary>It was replaced, and the moment of grace has passed: whoever holds it should not.</summary>
    Retired,
}
