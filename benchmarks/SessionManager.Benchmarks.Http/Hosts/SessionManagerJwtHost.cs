using System.Security.Cryptography;
using SessionManager.DependencyInjection;
using SessionManager.Jwt;
using SessionManager.Jwt.Keys;

namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>Ours with signed access tokens in the cookie: the session looked up in memory, or nothing but the signature.</summary>
internal sealed class SessionManagerJwtHost(JwtValidationMode mode) : SessionManagerHost
{
    protected override void UseStorage(ISessionManagerBuilder sessions) =>
        sessions.UseJwtBackend(options =>
        {
            options.Issuer = "https://benchmark.example.com";
            options.Audience = "benchmark";
            options.Mode = mode;
            // Nobody refreshes here, and a token must outlive the longest run.
            options.AccessTokenLifetime = TimeSpan.FromHours(1);
            options.Keys.Add(JwtSigningKey.FromECDsa(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
        });
}
