using Microsoft.Extensions.Options;
using SessionManager.Storage.Caching;

namespace SessionManager.DependencyInjection;

/// <summary>Refuses options that cannot work, each with the name of the option and the fix.</summary>
internal sealed class SessionCacheOptionsValidator : IValidateOptions<SessionCacheOptions>
{
    private const int MostEntries = 10_000_000;
    private static readonly TimeSpan GreatestAge = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, SessionCacheOptions options)
    {
        var errors = new List<string>();
        if (options.MaxEntries is < 1 or > MostEntries)
            errors.Add(
                "SessionCacheOptions.MaxEntries must be from 1 to 10,000,000; for no cache leave out AddInProcessCache."
            );
        if (options.MaxAge <= TimeSpan.Zero || options.MaxAge > GreatestAge)
        {
            errors.Add(
                "SessionCacheOptions.MaxAge must be more than zero and at most 5 minutes: for so long may a session that "
                    + "ended elsewhere be let in."
            );
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
