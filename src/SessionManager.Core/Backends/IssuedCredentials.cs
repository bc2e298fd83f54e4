using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Backends;

/// <summary>Credentials a backend made: what the client gets, and what the storage keeps.</summary>
public sealed record IssuedCredentials
{
    /// <summary>What the client gets.</summary>
    public required SessionTokens Tokens { get; init; }

    /// <summary>The SHA-256 of the secret, for the record.</summary>
    public required SecretHash SecretHash { get; init; }

    /// <summary>The secret this one replaces, for the record; null when there was none or it must not be accepted.</summary>
    public ReplacedSecret? Replaced { get; init; }

    /// <summary>Whether these were issued before and are only told again: there is nothing to store.</summary>
    public bool IsSuccessor { get; init; }

    /// <summary>A placeholder: credentials have no place in a log.</summary>
    public override string ToString() => "[issued credentials]";
}
