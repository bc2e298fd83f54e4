using Microsoft.Extensions.Options;
using SessionManager.Jwt.Keys;

namespace SessionManager.Jwt.DependencyInjection;

/// <summary>Refuses options that cannot work or would weaken the tokens, each with the name of the option and the fix.</summary>
internal sealed class JwtSessionOptionsValidator : IValidateOptions<JwtSessionOptions>
{
    private const int LargestCache = 10_000_000;
    private static readonly TimeSpan LongestSkew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestLifeUnseen = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, JwtSessionOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Issuer))
            errors.Add("Issuer is empty: set it to the host's public address, such as https://api.example.com.");
        if (string.IsNullOrWhiteSpace(options.Audience))
            errors.Add("Audience is empty: name the API that takes the tokens.");
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > LongestSkew)
            errors.Add("ClockSkew must be from zero to 30 seconds.");
        var longest = options.Mode == JwtValidationMode.SignatureOnly ? LongestLifeUnseen : LongestLife;
        if (options.AccessTokenLifetime < TimeSpan.FromSeconds(1) || options.AccessTokenLifetime > longest)
            errors.Add($"AccessTokenLifetime must be from 1 second to {longest} with Mode {options.Mode}.");
        if (options.VerifiedTokenCacheSize is < 0 or > LargestCache)
            errors.Add($"VerifiedTokenCacheSize must be from zero to {LargestCache}.");
        if (options.KeyReloadInterval < TimeSpan.FromSeconds(1) || options.KeyReloadInterval > TimeSpan.FromDays(1))
            errors.Add("KeyReloadInterval must be from 1 second to 1 day.");
        if (options.Keys.Count == 0 && !options.HasKeySources)
            errors.Add("There is no key: add one to Keys or PemFiles, or set KeySource.");
        else
            errors.AddRange(JwtKeySet.Check([.. options.Keys], options.Algorithms, isComplete: !options.HasKeySources));
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors.ConvertAll(static error => $"JwtSessionOptions: {error}"));
    }
}
