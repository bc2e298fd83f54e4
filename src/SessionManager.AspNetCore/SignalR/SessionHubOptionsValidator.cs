using Microsoft.Extensions.Options;

namespace SessionManager.AspNetCore.SignalR;

/// <summary>Refuses options that cannot work.</summary>
internal sealed class SessionHubOptionsValidator : IValidateOptions<SessionHubOptions>
{
    public ValidateOptionsResult Validate(string? name, SessionHubOptions options) =>
        options.CheckInterval < TimeSpan.FromSeconds(1) || options.CheckInterval > TimeSpan.FromHours(1)
            ? ValidateOptionsResult.Fail("SessionHubOptions.CheckInterval must be from 1 second to 1 hour.")
            : ValidateOptionsResult.Success;
}
