using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;

namespace SessionManager.Jwt.Tests.Http;

/// <summary>Where others find the keys.</summary>
[Trait("Sec", "27")]
public sealed class KeyEndpointTests
{
    [Fact]
    public async Task The_keys_are_found_by_the_issuers_name()
    {
        await using var host = await JwtHost.StartAsync(static options =>
            options.Keys.Add(TestKeys.Of(JwtAlgorithm.ES256))
        );

        using var discovery = await host.Client.GetAsync("/.well-known/openid-configuration");
        using var keys = await host.Client.GetAsync("/.well-known/jwks.json");

        var found = await JwtHost.JsonAsync(discovery);
        Assert.Equal(JwtParts.Issuer, found.GetProperty("issuer").GetString());
        Assert.Equal(JwtParts.Issuer + "/.well-known/jwks.json", found.GetProperty("jwks_uri").GetString());
        Assert.Equal("ES256", found.GetProperty("id_token_signing_alg_values_supported")[0].GetString());
        var key = Assert.Single((await JwtHost.JsonAsync(keys)).GetProperty("keys").EnumerateArray());
        Assert.Equal(
            ("key-1", "EC", "P-256"),
            (key.GetProperty("kid").GetString(), key.GetProperty("kty").GetString(), key.GetProperty("crv").GetString())
        );
        Assert.False(key.TryGetProperty("d", out _));
        Assert.Equal(TimeSpan.FromMinutes(5), keys.Headers.CacheControl?.MaxAge);
        Assert.Equal("application/jwk-set+json", keys.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_secret_is_not_published()
    {
        await using var host = await JwtHost.StartAsync();

        var keys = await host.Client.GetStringAsync("/.well-known/jwks.json");

        Assert.Equal("""{"keys":[]}""", keys);
    }

    [Fact]
    public async Task An_issuer_with_a_path_is_asked_below_it()
    {
        await using var host = await JwtHost.StartAsync(static options =>
            options.Issuer = "https://example.com/tenant"
        );

        using var below = await host.Client.GetAsync("/tenant/.well-known/openid-configuration");
        using var above = await host.Client.GetAsync("/.well-known/openid-configuration");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (below.StatusCode, above.StatusCode));
    }

    [Fact]
    public async Task An_issuer_that_is_no_address_has_keys_and_no_discovery()
    {
        await using var host = await JwtHost.StartAsync(static options => options.Issuer = "my-api");

        using var keys = await host.Client.GetAsync("/.well-known/jwks.json");
        using var discovery = await host.Client.GetAsync("/.well-known/openid-configuration");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (keys.StatusCode, discovery.StatusCode));
    }

    [Fact]
    public async Task A_backend_without_keys_says_what_to_add()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSessionManager().AddAspNetCore(http => http.RequireHttps = false);
        await using var app = builder.Build();

        var failure = Assert.Throws<InvalidOperationException>(() => app.MapSessionKeys());
        Assert.Contains("UseJwtBackend", failure.Message, StringComparison.Ordinal);
    }
}
