namespace SessionManager.Backends;

/// <summary>
/// What others need to verify the access tokens of this host by themselves. Registered by backends that sign; an adapter
/// publishes it.
/// </summary>
/// <remarks>All members may be called at once from any thread. Nothing here is secret.</remarks>
public interface ISessionKeyDirectory
{
    /// <summary>Who issues the tokens.</summary>
    string Issuer { get; }

    /// <summary>The names of the algorithms that the published keys are for; none when all keys are secrets.</summary>
    IReadOnlyList<string> Algorithms { get; }

    /// <summary>The public keys that are in use or about to be, as a JSON Web Key Set (RFC 7517) in UTF-8.</summary>
    ReadOnlyMemory<byte> GetKeySet();
}
