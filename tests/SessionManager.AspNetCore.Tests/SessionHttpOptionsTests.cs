using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests;

[Trait("Req", "2.10")]
public sealed class SessionHttpOptionsTests
{
    public static TheoryData<string, Action<SessionHttpOptions>, string> Refused =>
        new()
        {
            { "insecure", options => options.Cookie.Secure = false, "Set Cookie.Secure to true" },
            { "path", options => options.Cookie.Path = "/app", "Set Cookie.Path to /" },
            { "domain", options => options.Cookie.Domain = "example.com", "Set Cookie.Domain to null" },
            {
                "prefix in another case",
                options => (options.Cookie.Name, options.Cookie.Secure) = ("__host-x", false),
                "Set Cookie.Secure to true"
            },
            {
                "secure prefix",
                options => (options.Cookie.Name, options.Cookie.Secure) = ("__Secure-x", false),
                "Set Cookie.Secure to true"
            },
            { "only a prefix", options => options.Cookie.Name = "__Host-", "Cookie.Name" },
            { "no name", options => options.Cookie.Name = "", "Cookie.Name" },
            { "name that ends itself", options => options.Cookie.Name = "a=b", "Cookie.Name" },
            { "no cookie", options => options.Cookie = null!, "Cookie is null" },
            {
                "path that adds attributes",
                options => (options.Cookie.Name, options.Cookie.Path) = ("s", "/;domain=x"),
                "Cookie.Path"
            },
            {
                "none without secure",
                options =>
                    (options.Cookie.Name, options.Cookie.Secure, options.Cookie.SameSite) = (
                        "s",
                        false,
                        SameSiteMode.None
                    ),
                "SameSite"
            },
            {
                "unspecified",
                options => options.Cookie.SameSite = SameSiteMode.Unspecified,
                "Set it to Lax, Strict or None"
            },
            { "no header", options => options.HeaderName = "", "HeaderName" },
            { "header with a break", options => options.HeaderName = "X\r\nY", "HeaderName" },
            { "header of another", options => options.HeaderName = "authorization", "HeaderName" },
            {
                "nothing",
                options => (options.AcceptCookie, options.AcceptBearer, options.AcceptHeader) = (false, false, false),
                "Set at least one"
            },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_setting_that_cannot_work_stops_the_start_and_names_the_fix(
        string what,
        Action<SessionHttpOptions> configure,
        string expected
    )
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            TestHost.StartAsync(new() { Http = configure })
        );
        Assert.True(exception.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {exception.Message}");
        Assert.Contains("SessionHttpOptions", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_read_from_the_section_then_the_variables_then_code()
    {
        var options = Read(
            new()
            {
                ["SessionManager:Http:Cookie:Name"] = "__Secure-mine",
                ["SessionManager:Http:Cookie:SameSite"] = "Strict",
                ["SessionManager:Http:Cookie:Domain"] = "example.com",
                ["SessionManager:Http:AcceptBearer"] = "false",
                ["SessionManager:Http:HeaderName"] = "X-From-Section",
                ["SESSION_HEADER_NAME"] = "X-From-Variable",
            },
            code => code.AcceptHeader = false
        );
        Assert.Equal(("__Secure-mine", SameSiteMode.Strict), (options.Cookie.Name, options.Cookie.SameSite));
        Assert.Equal(("example.com", true), (options.Cookie.Domain, options.Cookie.Secure));
        Assert.Equal("X-From-Variable", options.HeaderName);
        Assert.Equal((true, false, false), (options.AcceptCookie, options.AcceptBearer, options.AcceptHeader));
    }

    [Theory]
    [InlineData("false", false, "session")]
    [InlineData("true", true, "__Host-session")]
    public void The_variable_for_secure_cookies_is_enough_by_itself(string value, bool secure, string name)
    {
        var options = Read(new() { ["SESSION_SECURE_COOKIES"] = value });
        Assert.Equal((secure, name), (options.Cookie.Secure, options.Cookie.Name));
    }

    [Fact]
    public void A_variable_that_says_neither_is_refused()
    {
        var exception = Assert.ThrowsAny<Exception>(() => Read(new() { ["SESSION_SECURE_COOKIES"] = "perhaps" }));
        Assert.Contains("SESSION_SECURE_COOKIES", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_configuration_the_defaults_hold()
    {
        using var services = new ServiceCollection()
            .AddSessionManager()
            .AddAspNetCore()
            .Services.BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<SessionHttpOptions>>().Value;
        Assert.Equal(("__Host-session", true, "/"), (options.Cookie.Name, options.Cookie.Secure, options.Cookie.Path));
        Assert.Equal(("X-Session-ID", SameSiteMode.Lax), (options.HeaderName, options.Cookie.SameSite));
        Assert.Null(options.Cookie.Domain);
    }

    [Fact]
    public void Adding_twice_changes_nothing_but_adds_settings()
    {
        var services = new ServiceCollection();
        var builder = services.AddSessionManager().AddAspNetCore(options => options.HeaderName = "X-A");
        var once = services.Count;
        builder.AddAspNetCore();
        Assert.Equal(once, services.Count);
        services.AddSessionManager().AddAspNetCore(options => options.AcceptBearer = false);
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<SessionHttpOptions>>().Value;
        Assert.Equal(("X-A", false), (options.HeaderName, options.AcceptBearer));
    }

    [Theory]
    [InlineData(null, null, "Session")]
    [InlineData("Mine", null, "Mine")]
    [InlineData(null, "Mine", null)]
    public void The_scheme_is_the_default_unless_the_host_chose_one(string? all, string? authenticate, string? expected)
    {
        var services = new ServiceCollection();
        services.AddSessionManager().AddAspNetCore();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = all;
            options.DefaultAuthenticateScheme = authenticate;
        });
        using var provider = services.BuildServiceProvider();
        Assert.Equal(expected, provider.GetRequiredService<IOptions<AuthenticationOptions>>().Value.DefaultScheme);
    }

    [Fact]
    public async Task Without_AddAspNetCore_the_message_names_the_call()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSessionManager();
        await using var app = builder.Build();
        var exception = Assert.Throws<InvalidOperationException>(() => app.UseSessionManager());
        Assert.Contains(".AddAspNetCore()", exception.Message, StringComparison.Ordinal);
        var http = new DefaultHttpContext { RequestServices = app.Services };
        exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await http.SignInSessionAsync("a"));
        Assert.Contains(".AddAspNetCore()", exception.Message, StringComparison.Ordinal);
        Assert.Null(http.GetUserSession());
    }

    private static SessionHttpOptions Read(
        Dictionary<string, string?> settings,
        Action<SessionHttpOptions>? configure = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSessionManager().AddAspNetCore(configure);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<SessionHttpOptions>>().Value;
    }
}
