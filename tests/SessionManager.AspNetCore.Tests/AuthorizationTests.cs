using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;

namespace SessionManager.AspNetCore.Tests;

public sealed class AuthorizationTests
{
    [Fact]
    public async Task Another_default_scheme_keeps_the_user_and_sessions_are_there_beside_it()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Before = builder =>
                    builder
                        .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
                        .AddCookie(cookie => cookie.Cookie.SecurePolicy = CookieSecurePolicy.None),
                Endpoints = app =>
                {
                    app.MapPost(
                        "/old-login",
                        (HttpContext http) =>
                            http.SignInAsync(
                                new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "old")], "old"))
                            )
                    );
                    app.MapGet("/by-session", (HttpContext http) => http.User.Identity!.Name)
                        .RequireAuthorization(SessionPolicy());
                },
            }
        );
        var (_, token) = await host.OpenAsync("new");
        var session = $"__Host-session={token}";
        var old = (await host.PostAsync("/old-login")).SetCookies.Single().Split(';')[0];

        Assert.Equal("new", (await host.GetAsync("/me", ("Cookie", session))).Body);
        Assert.Equal("nobody", (await host.GetAsync("/user", ("Cookie", session))).Body);
        Assert.Equal(HttpStatusCode.Redirect, (await host.GetAsync("/authorized", ("Cookie", session))).Status);
        Assert.Equal("new", (await host.GetAsync("/by-session", ("Cookie", session))).Body);
        (await host.GetAsync("/by-session")).AssertProblem(HttpStatusCode.Unauthorized);

        Assert.Equal("old", (await host.GetAsync("/authorized", ("Cookie", old))).Body);
        Assert.Equal("old", (await host.GetAsync("/user", ("Cookie", $"{old}; {session}"))).Body);
        Assert.Equal("new", (await host.GetAsync("/me", ("Cookie", $"{old}; {session}"))).Body);
        Assert.Equal("new", (await host.GetAsync("/by-session", ("Cookie", $"{old}; {session}"))).Body);
    }

    [Fact]
    public async Task A_scheme_that_answers_requests_of_its_own_still_does()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Before = builder =>
                    builder.Services.AddAuthenticationCore(options => options.AddScheme<Callback>("Callback", null)),
            }
        );
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/signin-elsewhere")).Status);
        await UsualAnswers.AssertAsync(host);
    }

    [Fact]
    public async Task A_challenge_of_several_schemes_lets_each_have_its_say()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Before = builder =>
                    builder.Services.AddAuthenticationCore(options => options.AddScheme<Callback>("Callback", null)),
                Endpoints = app =>
                    app.MapGet("/either", () => "in").RequireAuthorization(SessionPolicy("Session", "Callback")),
            }
        );
        var answer = await host.GetAsync("/either");
        answer.AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal("Bearer, Callback", answer.Header("WWW-Authenticate"));
        var (_, token) = await host.OpenAsync();
        Assert.Equal("in", (await host.GetAsync("/either", Credentials.Cookie(token))).Body);
    }

    [Fact]
    public async Task A_refusal_passes_through_middleware_that_replaces_the_body()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Pipeline = app =>
                {
                    app.Use(Buffered);
                    app.UseSessionManager();
                    app.Use(Buffered);
                },
            }
        );
        foreach (var path in new[] { "/me", "/authorized" })
            (await host.GetAsync(path)).AssertProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("Req", "D")]
    public async Task A_fallback_policy_is_for_every_request()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = services =>
                    services.AddAuthorization(options =>
                        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()
                    ),
            }
        );
        var (_, token) = await host.OpenAsync();
        foreach (var path in new[] { "/anonymous", "/nowhere" })
            (await host.GetAsync(path)).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal("hello", (await host.GetAsync("/anonymous", Credentials.Cookie(token))).Body);
    }

    [Fact]
    public async Task Requirements_without_an_authorize_attribute_are_seen()
    {
        await using var host = await TestHost.StartAsync(
            new() { Endpoints = app => app.MapGet("/rule", () => "in").WithMetadata(new OnlyAdmins()) }
        );
        var (_, token) = await host.OpenAsync();
        var (_, admin) = await host.OpenAsync("root", "admin");
        (await host.GetAsync("/rule")).AssertProblem(HttpStatusCode.Unauthorized);
        (await host.GetAsync("/rule", Credentials.Cookie(token))).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal("in", (await host.GetAsync("/rule", Credentials.Cookie(admin))).Body);
    }

    private static AuthorizationPolicy SessionPolicy(params string[] schemes) =>
        new AuthorizationPolicyBuilder(schemes.Length == 0 ? [SessionDefaults.AuthenticationScheme] : schemes)
            .RequireAuthenticatedUser()
            .Build();

    private static async Task Buffered(HttpContext http, RequestDelegate next)
    {
        var body = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        await next(http);
        http.Response.Body = body;
        buffer.Position = 0;
        await buffer.CopyToAsync(body);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class OnlyAdmins : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() =>
            [new Microsoft.AspNetCore.Authorization.Infrastructure.RolesAuthorizationRequirement(["admin"])];
    }

    private sealed class Callback : IAuthenticationRequestHandler
    {
        private HttpContext _context = null!;

        public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
        {
            _context = context;
            return Task.CompletedTask;
        }

        public Task<bool> HandleRequestAsync()
        {
            if (_context.Request.Path != "/signin-elsewhere")
                return Task.FromResult(false);
            _context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.FromResult(true);
        }

        public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());

        public Task ChallengeAsync(AuthenticationProperties? properties)
        {
            _context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            _context.Response.Headers.Append("WWW-Authenticate", "Callback");
            return Task.CompletedTask;
        }

        public Task ForbidAsync(AuthenticationProperties? properties) => Task.CompletedTask;
    }
}
