namespace SessionManager.Policies;

/// <summary>Decides which policy applies to a user. Register one to replace the configured policies.</summary>
/// <remarks>Called at sign-in, refresh and extension, never on validation. Members may be called at once.</remarks>
public interface ISessionPolicyResolver
{
    /// <summary>The policy of this user in these roles.</summary>
    ValueTask<SessionPolicy> ResolveAsync(
        string userId,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken
    );
}
