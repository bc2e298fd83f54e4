using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Backends;

/// <summary>What a backend read from a presented credential. Nothing in it is verified.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct CredentialReading
{
    /// <summary>A well-formed credential.</summary>
    /// <param name="id">The session it speaks of.</param>
    /// <param name="secret">The proof.</param>
    /// <param name="state">What else the backend wants to see again in <see cref="ISessionBackend.Judge"/>; null for nothing.</param>
    public CredentialReading(SessionId id, SessionSecret secret, object? state = null)
    {
        Id = id;
        Secret = secret;
        State = state;
        IsWellFormed = true;
    }

    /// <summary>Not a credential of this backend.</summary>
    public static CredentialReading Malformed => default;

    /// <summary>Whether it has the form of a credential.</summary>
    public bool IsWellFormed { get; }

    /// <summary>The session it speaks of.</summary>
    public SessionId Id { get; }

    /// <summary>The proof.</summary>
    public SessionSecret Secret { get; }

    /// <summary>The backend's own.</summary>
    public object? State { get; }

    /// <summary>Only the id.</summary>
    public override string ToString() => IsWellFormed ? $"credential for {Id}" : "malformed credential";
}
