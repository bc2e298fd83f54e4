using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Storage;

namespace SessionManager.Policies;

/// <summary>
/// The policies of <see cref="SessionManagerOptions"/>: a user's own before the roles', the roles' before the default.
/// Of several roles the strictest value of each kind wins.
/// </summary>
internal sealed class OptionsSessionPolicyResolver(IOptions<SessionManagerOptions> options) : ISessionPolicyResolver
{
    private readonly SessionManagerOptions _options = options.Value;
    private readonly SessionPolicy _default = Overlay(new SessionPolicy(), options.Value.DefaultPolicy);

    public ValueTask<SessionPolicy> ResolveAsync(
        string userId,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken
    )
    {
        SessionPolicy? policy = null;
        foreach (var role in roles)
        {
            if (FindRole(role) is not { } configured)
                continue;
            var of = Overlay(_default, configured);
            policy = policy is null ? of : Strictest(policy, of);
        }

        policy ??= _default;
        return new(_options.Users.TryGetValue(userId, out var own) ? Overlay(policy, own) : policy);
    }

    internal static SessionPolicy Overlay(SessionPolicy wider, SessionPolicyOptions narrower) =>
        wider with
        {
            IdleTimeout = narrower.IdleTimeout ?? wider.IdleTimeout,
            AbsoluteLifetime = narrower.AbsoluteLifetime ?? wider.AbsoluteLifetime,
            IdleAfter = narrower.IdleAfter is { } idle ? (idle == TimeSpan.Zero ? null : idle) : wider.IdleAfter,
            Sliding = narrower.Sliding ?? wider.Sliding,
            RememberMeIdleTimeout = narrower.RememberMeIdleTimeout ?? wider.RememberMeIdleTimeout,
            RememberMeLifetime = narrower.RememberMeLifetime ?? wider.RememberMeLifetime,
            RefreshThreshold = narrower.RefreshThreshold ?? wider.RefreshThreshold,
            Limit = new SessionLimit(
                narrower.MaxSessions ?? wider.Limit.Maximum,
                narrower.WhenExceeded ?? wider.Limit.Action
            ),
        };

    private SessionPolicyOptions? FindRole(string role)
    {
        if (_options.Roles.TryGetValue(role, out var configured))
            return configured;
        return _options.FallbackRole is { } fallback && _options.Roles.TryGetValue(fallback, out configured)
            ? configured
            : null;
    }

    private static SessionPolicy Strictest(SessionPolicy a, SessionPolicy b) =>
        a with
        {
            IdleTimeout = Shorter(a.IdleTimeout, b.IdleTimeout),
            AbsoluteLifetime = Shorter(a.AbsoluteLifetime, b.AbsoluteLifetime),
            IdleAfter = a.IdleAfter is { } x && b.IdleAfter is { } y ? Shorter(x, y) : a.IdleAfter ?? b.IdleAfter,
            Sliding = a.Sliding && b.Sliding,
            RememberMeIdleTimeout = Shorter(a.RememberMeIdleTimeout, b.RememberMeIdleTimeout),
            RememberMeLifetime = Shorter(a.RememberMeLifetime, b.RememberMeLifetime),
            RefreshThreshold = Shorter(a.RefreshThreshold, b.RefreshThreshold),
            Limit = Stricter(a.Limit, b.Limit),
        };

    private static SessionLimit Stricter(SessionLimit a, SessionLimit b) =>
        new(
            Math.Min(a.Maximum, b.Maximum),
            a.Action == SessionLimitAction.Reject || b.Action == SessionLimitAction.Reject
                ? SessionLimitAction.Reject
                : a.Action
        );

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
