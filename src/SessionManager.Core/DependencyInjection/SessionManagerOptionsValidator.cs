using Microsoft.Extensions.Options;
using SessionManager.Policies;

namespace SessionManager.DependencyInjection;

/// <summary>Refuses options that cannot work, each with the name of the option and the fix.</summary>
internal sealed class SessionManagerOptionsValidator : IValidateOptions<SessionManagerOptions>
{
    private static readonly TimeSpan LongestGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestTransfer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTransfer = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, SessionManagerOptions options)
    {
        var errors = new List<string>();
        CheckTimes(options, errors);
        CheckCleanup(options.Cleanup, errors);
        CheckAudit(options.Audit, errors);
        if (options.MaxMetadataEntries < 0)
            errors.Add("SessionManagerOptions.MaxMetadataEntries must be zero or more.");
        if (options.MaxMetadataBytes < 2)
            errors.Add("SessionManagerOptions.MaxMetadataBytes must be at least 2, the size of an empty object.");
        if (options.AdminRoles.Any(string.IsNullOrWhiteSpace))
            errors.Add("SessionManagerOptions.AdminRoles must not contain an empty role: remove it.");
        if (options.FallbackRole is { } fallback && !options.Roles.ContainsKey(fallback))
            errors.Add("SessionManagerOptions.FallbackRole names a role without a policy: add it to Roles.");

        var standard = CheckPolicy("DefaultPolicy", new SessionPolicy(), options.DefaultPolicy, options, errors);
        foreach (var (role, policy) in options.Roles)
            CheckPolicy($"Roles[\"{role}\"]", standard, policy, options, errors);
        foreach (var (user, policy) in options.Users)
            CheckPolicy($"Users[\"{user}\"]", standard, policy, options, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckTimes(SessionManagerOptions options, List<string> errors)
    {
        Positive("MinimumTimeout", options.MinimumTimeout, errors);
        if (options.MaximumTimeout < options.MinimumTimeout)
            errors.Add("SessionManagerOptions.MaximumTimeout must not be less than MinimumTimeout.");
        Positive("ActivityInterval", options.ActivityInterval, errors);
        CheckInterval(options, "MinimumTimeout", options.MinimumTimeout, errors);
        Wait("ActivityFlushDelay", options.ActivityFlushDelay, errors);
        Wait("StorageTimeout", options.StorageTimeout, errors);
        Wait("EnricherTimeout", options.EnricherTimeout, errors);
        if (options.RotationGrace < TimeSpan.Zero || options.RotationGrace > LongestGrace)
            errors.Add("SessionManagerOptions.RotationGrace must be from zero to 10 seconds.");
        if (options.TransferCodeLifetime < ShortestTransfer || options.TransferCodeLifetime > LongestTransfer)
            errors.Add("SessionManagerOptions.TransferCodeLifetime must be from 10 seconds to 10 minutes.");
    }

    private static void CheckCleanup(SessionCleanupOptions cleanup, List<string> errors)
    {
        if (cleanup.Interval < ShortestInterval || cleanup.Interval > LongestInterval)
            errors.Add("SessionManagerOptions.Cleanup.Interval must be from 1 second to 30 days.");
        if (cleanup.BatchSize is < 1 or > 100_000)
            errors.Add("SessionManagerOptions.Cleanup.BatchSize must be from 1 to 100,000.");
        if (cleanup.Retention < TimeSpan.Zero)
            errors.Add("SessionManagerOptions.Cleanup.Retention must be zero or more.");
    }

    private static void CheckAudit(SessionAuditOptions audit, List<string> errors)
    {
        if (audit.QueueCapacity < 1)
            errors.Add("SessionManagerOptions.Audit.QueueCapacity must be at least 1.");
        if (audit.BatchSize < 1)
            errors.Add("SessionManagerOptions.Audit.BatchSize must be at least 1.");
        Wait("Audit.RetryDelay", audit.RetryDelay, errors);
        Wait("Audit.EnqueueTimeout", audit.EnqueueTimeout, errors);
        Wait("Audit.DrainTimeout", audit.DrainTimeout, errors);
    }

    private static SessionPolicy CheckPolicy(
        string at,
        SessionPolicy wider,
        SessionPolicyOptions configured,
        SessionManagerOptions options,
        List<string> errors
    )
    {
        var before = errors.Count;
        Positive($"{at}.IdleTimeout", configured.IdleTimeout, errors);
        Positive($"{at}.AbsoluteLifetime", configured.AbsoluteLifetime, errors);
        Positive($"{at}.RememberMeIdleTimeout", configured.RememberMeIdleTimeout, errors);
        Positive($"{at}.RememberMeLifetime", configured.RememberMeLifetime, errors);
        if (configured.IdleAfter < TimeSpan.Zero)
            errors.Add($"SessionManagerOptions.{at}.IdleAfter must be zero (for never) or more.");
        if (configured.RefreshThreshold < TimeSpan.Zero)
            errors.Add($"SessionManagerOptions.{at}.RefreshThreshold must be zero or more.");
        if (configured.MaxSessions < 1)
        {
            errors.Add(
                $"SessionManagerOptions.{at}.MaxSessions must be at least 1; leave it null to inherit, or use "
                    + "int.MaxValue for any number."
            );
        }

        if (errors.Count > before)
            return wider;
        var policy = OptionsSessionPolicyResolver.Overlay(wider, configured);
        // Only what this policy sets itself is its own fault; an inherited timeout is cut to the lifetime.
        if (configured.IdleTimeout is not null && policy.IdleTimeout > policy.AbsoluteLifetime)
        {
            errors.Add(
                $"SessionManagerOptions.{at}.IdleTimeout ({policy.IdleTimeout}) must not be more than AbsoluteLifetime "
                    + $"({policy.AbsoluteLifetime}): lower the one or raise the other."
            );
        }

        if (configured.RememberMeIdleTimeout is not null && policy.RememberMeIdleTimeout > policy.RememberMeLifetime)
        {
            errors.Add(
                $"SessionManagerOptions.{at}.RememberMeIdleTimeout ({policy.RememberMeIdleTimeout}) must not be more "
                    + $"than RememberMeLifetime ({policy.RememberMeLifetime}): lower the one or raise the other."
            );
        }

        CheckInterval(options, $"{at}.IdleTimeout", policy.IdleTimeout, errors);
        CheckInterval(options, $"{at}.RememberMeIdleTimeout", policy.RememberMeIdleTimeout, errors);
        return policy;
    }

    private static void CheckInterval(
        SessionManagerOptions options,
        string timeout,
        TimeSpan value,
        List<string> errors
    )
    {
        if (options.ActivityInterval > value / 2)
        {
            errors.Add(
                $"SessionManagerOptions.ActivityInterval ({options.ActivityInterval}) must be at most half of {timeout} "
                    + $"({value}), or sessions in use would run out: lower it or raise the timeout."
            );
        }
    }

    private static void Wait(string option, TimeSpan value, List<string> errors)
    {
        if (value <= TimeSpan.Zero || value > LongestWait)
            errors.Add($"SessionManagerOptions.{option} must be more than zero and at most 1 hour.");
    }

    private static void Positive(string option, TimeSpan? value, List<string> errors)
    {
        if (value <= TimeSpan.Zero)
            errors.Add($"SessionManagerOptions.{option} must be more than zero.");
    }
}
