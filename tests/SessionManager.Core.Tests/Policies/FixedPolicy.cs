using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SessionManager.Policies;

namespace SessionManager.Core.Tests.Policies;

/// <summary>A host's own resolver: one policy for everybody.</summary>
internal sealed class FixedPolicy(SessionPolicy policy) : ISessionPolicyResolver
{
    public ValueTask<SessionPolicy> ResolveAsync(
        string userId,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken
    ) => new(policy);
}

internal static class FixedPolicyExtensions
{
    public static void AddResolver(this IServiceCollection services, SessionPolicy policy) =>
        services.Replace(ServiceDescriptor.Singleton<ISessionPolicyResolver>(new FixedPolicy(policy)));
}
