using System.IdentityModel.Tokens.Jwt;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using SessionManager.Jwt;
using SessionManager.Jwt.Keys;
using SessionManager.Management;

namespace SessionManager.Benchmarks;

/// <summary>
/// The validation of an access token that was seen before, session and all, over <c>JwtSecurityTokenHandler.ValidateToken</c>
/// of the same token, in alternating slices of one process; and how many refreshes a second one thread does.
/// </summary>
internal static class JwtRatio
{
    private const int Sessions = 1_000;
    private const int Pairs = 31;
    private const int Slice = 5_000;
    private const int Stride = 613;
    private const string Issuer = "https://api.example.com";
    private const string Audience = "api";

    public static async Task MeasureAsync()
    {
        var results = new List<Dictionary<string, object>>();
        using var rsa = RSA.Create(3072);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = RandomNumberGenerator.GetBytes(32);
        (JwtSigningKey, SecurityKey)[] keys =
        [
            (JwtSigningKey.FromSecret("key-1", secret), new SymmetricSecurityKey(secret)),
            (JwtSigningKey.FromRsa(rsa, JwtAlgorithm.RS256, "key-1"), new RsaSecurityKey(rsa)),
            (JwtSigningKey.FromECDsa(curve, "key-1"), new ECDsaSecurityKey(curve)),
        ];
        foreach (var (ours, theirs) in keys)
        {
            // By its key id the handler remembers what verifies, and so does a host that uses it as it comes.
            theirs.KeyId = "key-1";
            theirs.CryptoProviderFactory = new CryptoProviderFactory();
            foreach (var mode in Enum.GetValues<JwtValidationMode>())
                results.Add(await MeasureAsync(ours, theirs, mode));
        }

        var path = Path.Combine("artifacts", "benchmarks", "jwt-ratio.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(results));
    }

    private static async Task<Dictionary<string, object>> MeasureAsync(
        JwtSigningKey key,
        SecurityKey theirs,
        JwtValidationMode mode
    )
    {
        await using var services = Open(key, mode);
        var sessions = services.GetRequiredService<ISessionManager>();
        var (tokens, refresh) = (new string[Sessions], string.Empty);
        for (var i = 0; i < Sessions; i++)
        {
            var created = await sessions.CreateAsync(new SessionCreateRequest($"user-{i}") { Roles = ["admin"] });
            (tokens[i], refresh) = (created.Tokens!.Token, created.Tokens.RefreshToken!);
        }

        var handler = new JwtSecurityTokenHandler();
        handler.InboundClaimTypeMap.Clear();
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = theirs,
        };
        var next = 0;
        var (slow, fast, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var pair = -5; pair < Pairs; pair++)
        {
            var one = Slices.Time(Slice, () => handler.ValidateToken(tokens[Next(ref next)], parameters, out _));
            var other = Slices.Time(
                Slice,
                () =>
                {
                    if (!sessions.ValidateAsync(tokens[Next(ref next)]).Result.IsValid)
                        throw new InvalidOperationException("A good token was refused.");
                }
            );
            if (pair < 0)
                continue;
            slow.Add(one);
            fast.Add(other);
            ratios.Add(other / one);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        await sessions.ValidateAsync(tokens[0]);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var refreshed = Slices.Time(
            1_000,
            () => refresh = sessions.RefreshAsync(refresh).AsTask().GetAwaiter().GetResult().Tokens!.RefreshToken!
        );
        Console.WriteLine(
            $"{key.Algorithm} {mode}: handler {Slices.Median(slow):F0} ns, ours {Slices.Median(fast):F0} ns, ratio "
                + $"{Slices.Median(ratios):F3} ({Slices.At(ratios, 0.25):F3}-{Slices.At(ratios, 0.75):F3}), {bytes} bytes, "
                + $"{1e9 / refreshed:F0} refreshes a second"
        );
        return new()
        {
            ["algorithm"] = key.Algorithm.ToString(),
            ["mode"] = mode.ToString(),
            ["handler_ns"] = Slices.Median(slow),
            ["validate_ns"] = Slices.Median(fast),
            ["ratio"] = Slices.Median(ratios),
            ["bytes"] = bytes,
            ["refreshes_per_second"] = 1e9 / refreshed,
        };
    }

    private static ServiceProvider Open(JwtSigningKey key, JwtValidationMode mode)
    {
        var services = new ServiceCollection();
        services
            .AddSessionManager()
            .UseJwtBackend(options =>
            {
                (options.Issuer, options.Audience, options.Mode) = (Issuer, Audience, mode);
                options.AccessTokenLifetime = TimeSpan.FromHours(1);
                options.Keys.Add(key);
            });
        return services.BuildServiceProvider();
    }

    private static int Next(ref int next) => next = (next + Stride) % Sessions;
}
