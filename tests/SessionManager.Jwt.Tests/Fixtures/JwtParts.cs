using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;

namespace SessionManager.Jwt.Tests.Fixtures;

/// <summary>The backend as the container puts it together, with options that a test changes.</summary>
internal static class JwtParts
{
    public const string Issuer = "https://api.example.com";
    public const string Audience = "api";

    public static JwtSessionOptions Options(Action<JwtSessionOptions>? configure = null)
    {
        var options = new JwtSessionOptions { Issuer = Issuer, Audience = Audience };
        configure?.Invoke(options);
        if (options.Keys.Count == 0 && !options.HasKeySources)
            options.Keys.Add(TestKeys.Of(JwtAlgorithm.HS256));
        var checkedOptions = new JwtSessionOptionsValidator().Validate(name: null, options);
        Assert.True(checkedOptions.Succeeded, checkedOptions.FailureMessage);
        return options;
    }

    public static JwtSessionBackend Backend(TimeProvider time, Action<JwtSessionOptions>? configure = null) =>
        Backend(time, Options(configure));

    public static JwtSessionBackend Backend(TimeProvider time, JwtSessionOptions options) =>
        new(options, Ring(time, options), time);

    public static JwtKeyRing Ring(TimeProvider time, JwtSessionOptions options) =>
        new(options, new ServiceCollection().BuildServiceProvider(), time, NullLogger<JwtKeyRing>.Instance);
}
