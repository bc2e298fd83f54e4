using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.Backends;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Management;

namespace SessionManager.Jwt.Tests.DependencyInjection;

/// <summary>The section <c>SessionManager:Jwt</c>, in hosts that start or do not.</summary>
[Trait("Req", "2.10")]
public sealed class JwtConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("session-manager-keys-");
    private readonly Dictionary<string, string?> _section = new(StringComparer.Ordinal)
    {
        ["Issuer"] = "https://api.example.com",
        ["Audience"] = "api",
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task All_of_it_may_come_from_configuration()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AddFile(0, "ES256", key.ExportPkcs8PrivateKeyPem());
        _section["PemFiles:0:KeyId"] = "2026-01";
        _section["PemFiles:0:ActivatesAt"] = "2026-01-31T00:00:00+01:00";
        _section["PemFiles:0:RetiresAt"] = "2999-01-31T00:00Z";
        _section["Mode"] = "signatureonly";
        _section["AccessTokenLifetime"] = "00:03:00";
        _section["ClockSkew"] = "5";
        _section["KeyReloadInterval"] = "60";
        _section["VerifiedTokenCacheSize"] = "7";
        _section["Algorithms:0"] = "ES256";
        using var host = Build();
        await host.StartAsync();

        var options = host.Services.GetRequiredService<IOptions<JwtSessionOptions>>().Value;

        Assert.Equal(("https://api.example.com", "api"), (options.Issuer, options.Audience));
        Assert.Equal(JwtValidationMode.SignatureOnly, options.Mode);
        Assert.Equal(TimeSpan.FromMinutes(3), options.AccessTokenLifetime);
        Assert.Equal(TimeSpan.FromSeconds(5), options.ClockSkew);
        Assert.Equal(TimeSpan.FromMinutes(1), options.KeyReloadInterval);
        Assert.Equal(7, options.VerifiedTokenCacheSize);
        Assert.Equal([JwtAlgorithm.ES256], options.Algorithms);
        var file = Assert.Single(options.PemFiles);
        Assert.Equal("2026-01", file.KeyId);
        Assert.Equal(new DateTimeOffset(2026, 1, 30, 23, 0, 0, TimeSpan.Zero), file.ActivatesAt);
        Assert.Equal(2999, file.RetiresAt?.Year);
        var sessions = host.Services.GetRequiredService<ISessionManager>();
        var created = await sessions.CreateAsync(new SessionCreateRequest("alice"));
        Assert.True((await sessions.ValidateAsync(created.Tokens!.Token)).IsValid);
        Assert.Equal(["ES256"], host.Services.GetRequiredService<ISessionKeyDirectory>().Algorithms);
        await host.StopAsync();
    }

    /// <summary>Code has the last word, and what configuration does not name keeps its default.</summary>
    [Fact]
    public void Code_comes_after_configuration()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AddFile(0, "es256", key.ExportPkcs8PrivateKeyPem());
        using var host = Build(options => options.Audience = "other");

        var options = host.Services.GetRequiredService<IOptions<JwtSessionOptions>>().Value;

        Assert.Equal(("https://api.example.com", "other"), (options.Issuer, options.Audience));
        Assert.Equal((TimeSpan.FromMinutes(10), JwtValidationMode.Store), (options.AccessTokenLifetime, options.Mode));
        Assert.Equal(4, options.Algorithms.Count);
    }

    [Theory]
    [InlineData("Mode", "Sometimes", "SessionManager:Jwt:Mode")]
    [InlineData("Mode", "1", "one of Store, SignatureOnly")]
    [InlineData("ClockSkew", "soon", "SessionManager:Jwt:ClockSkew")]
    [InlineData("ClockSkew", "31", "ClockSkew must be from zero")]
    [InlineData("AccessTokenLifetime", "ten minutes", "SessionManager:Jwt:AccessTokenLifetime")]
    [InlineData("VerifiedTokenCacheSize", "many", "SessionManager:Jwt:VerifiedTokenCacheSize")]
    [InlineData("Algorithms:0", "none", "SessionManager:Jwt:Algorithms:0")]
    [InlineData("Algorithms:0", "RS256", "Algorithms does not allow")]
    [InlineData("PemFiles:0:Algorithm", "", "SessionManager:Jwt:PemFiles:0:Algorithm")]
    [InlineData("PemFiles:0:Algorithm", "HS256", "no unencrypted PEM key for HS256")]
    [InlineData("PemFiles:0:Algorithm", "RS256", "no unencrypted PEM key for RS256")]
    [InlineData("PemFiles:0:Path", " ", "SessionManager:Jwt:PemFiles:0:Path")]
    [InlineData("PemFiles:0:Path", "missing.pem", "missing.pem")]
    [InlineData("PemFiles:0:RetiresAt", "tomorrow", "SessionManager:Jwt:PemFiles:0:RetiresAt")]
    [InlineData("PemFiles:0:RetiresAt", "2030-01-31T00:00:00", "with its offset")]
    [InlineData("Issuer", "", "Issuer is empty")]
    [Trait("Sec", "26")]
    [Trait("Req", "2.11")]
    public async Task A_host_with_such_a_value_does_not_start(string name, string value, string told)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AddFile(0, "ES256", key.ExportPkcs8PrivateKeyPem());
        _section[name] = value;
        using var host = Build();

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What is wrong with a key is told, and nothing of the key.</summary>
    [Fact]
    [Trait("Sec", "26")]
    [Trait("Sec", "8")]
    public async Task A_weak_key_in_a_file_stops_the_start()
    {
        using var key = RSA.Create(2048);
        var pem = key.ExportPkcs8PrivateKeyPem();
        AddFile(0, "RS256", pem);
        using var host = Build();

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains("at least 3072", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(pem.Split('\n')[1], $"{failure}", StringComparison.Ordinal);
    }

    private void AddFile(int index, string algorithm, string pem)
    {
        var path = Path.Combine(_folder.FullName, $"{index}.pem");
        File.WriteAllText(path, pem);
        _section[$"PemFiles:{index}:Path"] = path;
        _section[$"PemFiles:{index}:Algorithm"] = algorithm;
    }

    private IHost Build(Action<JwtSessionOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            _section.ToDictionary(
                static one => $"SessionManager:Jwt:{one.Key}",
                static one => one.Value,
                StringComparer.Ordinal
            )
        );
        builder.Services.AddSessionManager().UseJwtBackend(configure);
        return builder.Build();
    }
}
