namespace SessionManager.Backends;

/// <summary>What a credential may be presented for. One made for the one thing must not do for the other.</summary>
[Flags]
public enum CredentialUses
{
    /// <summary>Nothing: it is no credential.</summary>
    None = 0,

    /// <summary>To be let in.</summary>
    Access = 1,

    /// <summary>To get new credentials.</summary>
    Refresh = 2,

    /// <summary>Both, as an opaque token.</summary>
    All = Access | Refresh,
}
