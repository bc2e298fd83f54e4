using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.Backends;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;

namespace SessionManager.Jwt.Tests.DependencyInjection;

public sealed class JwtOptionsTests
{
    public static TheoryData<string, Action<JwtSessionOptions>> Wrong =>
        new()
        {
            { "Issuer", static options => options.Issuer = " " },
            { "Audience", static options => options.Audience = "" },
            { "ClockSkew", static options => options.ClockSkew = TimeSpan.FromSeconds(31) },
            { "ClockSkew", static options => options.ClockSkew = TimeSpan.FromSeconds(-1) },
            { "AccessTokenLifetime", static options => options.AccessTokenLifetime = TimeSpan.Zero },
            { "AccessTokenLifetime", static options => options.AccessTokenLifetime = TimeSpan.FromHours(25) },
            {
                "AccessTokenLifetime",
                static options =>
                {
                    options.Mode = JwtValidationMode.SignatureOnly;
                    options.AccessTokenLifetime = TimeSpan.FromMinutes(61);
                }
            },
            { "VerifiedTokenCacheSize", static options => options.VerifiedTokenCacheSize = -1 },
            { "KeyReloadInterval", static options => options.KeyReloadInterval = TimeSpan.Zero },
            { "no key", static options => options.Keys.Clear() },
            { "at least 32", static options => options.Keys.Add(JwtSigningKey.FromSecret("weak", new byte[31])) },
            { "at least 32", static options => options.Keys.Add(JwtSigningKey.FromSecret("empty", [])) },
            {
                "at least 3072",
                static options => options.Keys.Add(JwtSigningKey.FromRsa(RSA.Create(2048), JwtAlgorithm.RS256))
            },
            {
                "P-256",
                static options => options.Keys.Add(JwtSigningKey.FromECDsa(ECDsa.Create(ECCurve.NamedCurves.nistP384)))
            },
            { "Two keys", static options => options.Keys.Add(TestKeys.Of(JwtAlgorithm.ES256)) },
            { "key id", static options => options.Keys.Add(TestKeys.Of(JwtAlgorithm.ES256, "a b")) },
            { "key id", static options => options.Keys.Add(TestKeys.Of(JwtAlgorithm.ES256, "")) },
            { "Algorithms", static options => options.Algorithms.Remove(JwtAlgorithm.HS256) },
            {
                "RetiresAt",
                static options =>
                    options.Keys.Add(
                        TestKeys.Of(
                            JwtAlgorithm.ES256,
                            "never",
                            DateTimeOffset.UnixEpoch.AddDays(1),
                            DateTimeOffset.UnixEpoch
                        )
                    )
            },
            {
                "can sign",
                static options =>
                {
                    options.Keys.Clear();
                    options.Keys.Add(
                        JwtSigningKey.FromPem(TestKeys.SharedRsa.ExportSubjectPublicKeyInfoPem(), JwtAlgorithm.RS256)
                    );
                }
            },
        };

    /// <summary>A host with options that weaken its tokens does not start, and is told what to do.</summary>
    [Theory]
    [MemberData(nameof(Wrong))]
    [Trait("Sec", "26")]
    public async Task A_host_with_such_options_does_not_start(string told, Action<JwtSessionOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder
            .Services.AddSessionManager()
            .UseJwtBackend(options =>
            {
                (options.Issuer, options.Audience) = (JwtParts.Issuer, JwtParts.Audience);
                options.Keys.Add(TestKeys.Of(JwtAlgorithm.HS256));
                configure(options);
            });
        using var host = builder.Build();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(told, failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    [Trait("Req", "3.16")]
    public async Task It_takes_the_place_of_the_backend_before()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder
            .Services.AddSessionManager()
            .UseOpaqueBackend()
            .UseJwtBackend(static options => (options.Issuer, options.Audience) = (JwtParts.Issuer, JwtParts.Audience))
            .UseJwtBackend(static options => options.Keys.Add(TestKeys.Of(JwtAlgorithm.HS256)));
        using var host = builder.Build();
        await host.StartAsync();

        Assert.IsType<JwtSessionBackend>(Assert.Single(host.Services.GetServices<ISessionBackend>()));
        Assert.Equal(JwtParts.Issuer, host.Services.GetRequiredService<ISessionKeyDirectory>().Issuer);
        await host.StopAsync();
    }
}
