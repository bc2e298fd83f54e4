using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Enrichers;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Tests.Authorization;

public sealed class DemandTests
{
    public static TheoryData<string, bool> Ways =>
        new()
        {
            { "convention", true },
            { "attribute", true },
            { "policy", true },
            { "convention", false },
            { "attribute", false },
            { "policy", false },
        };

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Req", "2.6")]
    public async Task A_role_is_required(string way, bool isDefault)
    {
        await using var host = await StartAsync(isDefault);
        (await host.GetAsync($"/{way}/role")).AssertProblem(HttpStatusCode.Unauthorized);
        (await GetAsync(host, $"/{way}/role", ["user"], [])).AssertProblem(HttpStatusCode.Forbidden);
        (await GetAsync(host, $"/{way}/role", ["ADMIN", "write"], ["admin"])).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal("done", (await GetAsync(host, $"/{way}/role", ["user", "admin"], [])).Body);
        Assert.Equal("done", (await GetAsync(host, $"/{way}/role", ["developer"], [])).Body);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Req", "2.7")]
    public async Task All_permissions_are_required(string way, bool isDefault)
    {
        await using var host = await StartAsync(isDefault);
        (await host.GetAsync($"/{way}/permission")).AssertProblem(HttpStatusCode.Unauthorized);
        (await GetAsync(host, $"/{way}/permission", ["admin"], ["read"])).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal("done", (await GetAsync(host, $"/{way}/permission", [], ["read", "write"])).Body);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Sec", "37")]
    public async Task A_fresh_proof_is_required_and_a_step_up_gives_it(string way, bool isDefault)
    {
        await using var host = await StartAsync(isDefault);
        (await host.GetAsync($"/{way}/fresh")).AssertProblem(HttpStatusCode.Unauthorized);
        var (session, token) = await host.OpenAsync();
        Assert.Equal("done", (await host.GetAsync($"/{way}/fresh", Credentials.Cookie(token))).Body);
        host.Time.Advance(TimeSpan.FromSeconds(301));
        var stale = await host.GetAsync($"/{way}/fresh", Credentials.Cookie(token));
        stale.AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal(
            "Bearer error=\"insufficient_user_authentication\", error_description=\"A more recent sign-in is required\", max_age=\"300\"",
            stale.Header("WWW-Authenticate")
        );
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);

        var renewed = await host.PostAsync("/reauthenticate", Credentials.Cookie(token));
        var fresh = Credentials.TokenOf(renewed);
        Assert.Equal(session.Id.ToString(), renewed.Json().GetProperty("session_id").GetString());
        Assert.False(renewed.Json().TryGetProperty("token", out _));
        Assert.Equal("done", (await host.GetAsync($"/{way}/fresh", Credentials.Cookie(fresh))).Body);
        (await host.GetAsync("/me", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal(["otp"], (await host.Sessions.GetAsync(session.Id))!.AuthenticationMethods);
    }

    /// <summary>Who signed in unusually is asked for another proof, goes on with it, and is never kept out.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Sec", "37")]
    public async Task A_risky_sign_in_is_asked_for_another_proof(string way, bool isDefault)
    {
        await using var host = await StartAsync(isDefault);
        (await host.GetAsync($"/{way}/risk")).AssertProblem(HttpStatusCode.Unauthorized);
        foreach (var score in new[] { "none", "0", "59" })
        {
            var (_, usual) = await OpenAsync(host, score);
            Assert.Equal("done", (await host.GetAsync($"/{way}/risk", Credentials.Cookie(usual))).Body);
        }

        var (session, token) = await OpenAsync(host, "60");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        var asked = await host.GetAsync($"/{way}/risk", Credentials.Cookie(token));
        asked.AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal(
            "Bearer error=\"insufficient_user_authentication\", error_description=\"Another proof of identity is required\"",
            asked.Header("WWW-Authenticate")
        );
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);

        var proved = Credentials.TokenOf(await host.PostAsync("/reauthenticate", Credentials.Cookie(token)));

        Assert.Equal("done", (await host.GetAsync($"/{way}/risk", Credentials.Cookie(proved))).Body);
        Assert.Null((await host.Sessions.GetAsync(session.Id))!.Termination);
    }

    [Fact]
    public async Task A_lacking_role_is_not_cured_by_a_step_up()
    {
        await using var host = await StartAsync(isDefault: true);
        var (_, token) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromSeconds(301));
        foreach (var path in new[] { "/both/convention", "/both/attribute" })
            (await host.GetAsync(path, Credentials.Cookie(token))).AssertProblem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("cookie")]
    [InlineData("bearer")]
    [Trait("Sec", "6")]
    public async Task Other_roles_come_with_another_secret(string transport)
    {
        await using var host = await StartAsync(isDefault: true);
        var (_, token) = await host.OpenAsync();
        var promoted = await host.PostAsync("/promote", Credentials.By(transport, token));
        var next =
            transport == "cookie" ? Credentials.TokenOf(promoted) : promoted.Json().GetProperty("token").GetString()!;
        Assert.Equal(transport == "cookie" ? 1 : 0, promoted.SetCookies.Count);
        Assert.Equal("done", (await host.GetAsync("/convention/role", Credentials.By(transport, next))).Body);
        (await host.GetAsync("/me", Credentials.By(transport, token))).AssertProblem(HttpStatusCode.Unauthorized);
        (await host.PostAsync("/promote")).AssertProblem(HttpStatusCode.Unauthorized);
        (await host.PostAsync("/reauthenticate")).AssertProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void A_demand_for_nothing_is_a_mistake()
    {
        Assert.Throws<ArgumentException>(() => new RequireSessionRoleAttribute());
        Assert.Throws<ArgumentException>(() => new RequireSessionPermissionAttribute(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RequireFreshSessionAttribute(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RequireStepUpOnRiskAttribute(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RequireStepUpOnRiskAttribute(101));
    }

    private static async Task<Answer> GetAsync(TestHost host, string path, string[] roles, string[] permissions)
    {
        var created = await host.Sessions.CreateAsync(
            new SessionCreateRequest("alice") { Roles = roles, Permissions = permissions }
        );
        return await host.GetAsync(path, Credentials.Cookie(created.Tokens!.Token));
    }

    /// <summary>Opens a session in which <see cref="SaidRisk"/> finds this score.</summary>
    private static async Task<(UserSession Session, string Token)> OpenAsync(TestHost host, string score)
    {
        var created = await host.Sessions.CreateAsync(new SessionCreateRequest("alice") { UserAgent = score });
        return (created.Session!, created.Tokens!.Token);
    }

    private static Task<TestHost> StartAsync(bool isDefault) =>
        TestHost.StartAsync(
            new()
            {
                After = services =>
                {
                    if (!isDefault)
                        services.PostConfigure<AuthenticationOptions>(static options => options.DefaultScheme = "None");
                    services
                        .AddAuthorizationBuilder()
                        .AddPolicy("role", static policy => policy.RequireSessionRole("admin", "developer"))
                        .AddPolicy("permission", static policy => policy.RequireSessionPermission("read", "write"))
                        .AddPolicy("fresh", static policy => policy.RequireFreshSession(TimeSpan.FromMinutes(5)))
                        .AddPolicy("risk", static policy => policy.RequireStepUpOnRisk(60));
                },
                Builder = static sessions => sessions.AddEnricher(static _ => new SaidRisk()),
                Endpoints = Map,
            }
        );

    private static void Map(WebApplication app)
    {
        var fresh = TimeSpan.FromMinutes(5);
        app.MapGet("/convention/role", Done).RequireSessionRole("admin", "developer");
        app.MapGet("/convention/permission", Done).RequireSessionPermission("read", "write");
        app.MapGet("/convention/fresh", Done).RequireFreshSession(fresh);
        app.MapGet("/convention/risk", Done).RequireStepUpOnRisk(60);
        app.MapGet("/attribute/risk", [RequireStepUpOnRisk(60)] () => "done");
        app.MapGet("/policy/risk", Done).RequireAuthorization("risk");
        app.MapGet("/attribute/role", [RequireSessionRole("admin", "developer")] () => "done");
        app.MapGet("/attribute/permission", [RequireSessionPermission("read", "write")] () => "done");
        app.MapGet("/attribute/fresh", [RequireFreshSession(300)] () => "done");
        app.MapGet("/policy/role", Done).RequireAuthorization("role");
        app.MapGet("/policy/permission", Done).RequireAuthorization("permission");
        app.MapGet("/policy/fresh", Done).RequireAuthorization("fresh");
        app.MapGet("/both/convention", Done).RequireSessionRole("admin").RequireFreshSession(fresh);
        app.MapGet("/both/attribute", [RequireFreshSession(300), RequireSessionRole("admin")] () => "done");
        app.MapPost("/promote", (HttpContext http) => http.SetSessionRolesAsync(["admin"]));
        app.MapPost("/reauthenticate", (HttpContext http) => http.ReauthenticateSessionAsync(["otp"]));
    }

    private static string Done() => "done";

    /// <summary>Takes the score from the user agent.</summary>
    private sealed class SaidRisk : ISessionEnricher
    {
        public ValueTask EnrichAsync(SessionEnrichmentContext context, CancellationToken cancellationToken)
        {
            if (int.TryParse(context.Session.UserAgent, NumberStyles.None, CultureInfo.InvariantCulture, out var score))
                context.Risk = new SessionRisk { Score = score, Reasons = ["said"] };
            return default;
        }
    }
}
