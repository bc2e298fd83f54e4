using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Tests;

public sealed class PrincipalTests
{
    [Fact]
    [Trait("Req", "1.22")]
    public async Task The_principal_says_who_it_is()
    {
        await using var host = await TestHost.StartAsync(new() { Endpoints = MapClaims });
        var created = await host.Sessions.CreateAsync(
            new SessionCreateRequest("42")
            {
                UserName = "Alice",
                Roles = ["editor", "admin"],
                Permissions = ["write"],
                AuthenticationMethods = ["pwd", "otp"],
            }
        );
        var answer = await host.GetAsync("/claims", Credentials.Cookie(created.Tokens!.Token));
        var at = created.Session!.AuthenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            [
                "Session Alice True False",
                $"{ClaimTypes.NameIdentifier}=42",
                "sub=42",
                $"{ClaimTypes.Name}=Alice",
                $"sid={created.Session.Id}",
                $"auth_time={at}",
                $"{ClaimTypes.Role}=editor",
                $"{ClaimTypes.Role}=admin",
                "permission=write",
                "amr=pwd",
                "amr=otp",
            ],
            answer.Body.Split('\n')
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_one_request_adds_to_its_principal_no_other_sees(bool transforms)
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = services =>
                {
                    if (transforms)
                        services.AddScoped<IClaimsTransformation, Transformation>();
                },
                Pipeline = app =>
                {
                    app.UseSessionManager();
                    app.Use(
                        (http, next) =>
                        {
                            if (http.User.Identity is ClaimsIdentity { IsAuthenticated: true } identity)
                            {
                                identity.AddClaim(new Claim("added", "by middleware"));
                                identity.Claims.First().Properties["added"] = "to a claim";
                                http.User.AddIdentity(new ClaimsIdentity([new Claim("added", "as identity")]));
                            }

                            return next(http);
                        }
                    );
                },
                Endpoints = MapClaims,
            }
        );
        var (_, token) = await host.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            var lines = (await host.GetAsync("/claims", Credentials.Cookie(token))).Body.Split('\n');
            Assert.Equal(transforms ? 3 : 2, lines.Count(line => line.StartsWith("added=", StringComparison.Ordinal)));
            Assert.Single(lines, line => line == "property added");
        }
    }

    [Theory]
    [InlineData("one line")]
    [InlineData("explicit")]
    public async Task A_claims_transformation_decides_about_roles(string order)
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                After = services => services.AddScoped<IClaimsTransformation, Transformation>(),
                Pipeline = app =>
                {
                    if (order == "explicit")
                        app.UseAuthentication().UseAuthorization();
                    app.UseSessionManager();
                },
            }
        );
        var (_, token) = await host.OpenAsync();
        Assert.Equal("alice", (await host.GetAsync("/admin", Credentials.Cookie(token))).Body);
    }

    [Fact]
    public async Task The_user_a_host_sets_stays()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Pipeline = app =>
                {
                    app.Use(
                        (http, next) =>
                        {
                            http.User = new ClaimsPrincipal(
                                new ClaimsIdentity([new Claim(ClaimTypes.Name, "host")], "host")
                            );
                            return next(http);
                        }
                    );
                    app.UseSessionManager();
                },
            }
        );
        var (_, token) = await host.OpenAsync();
        Assert.Equal("host", (await host.GetAsync("/user", Credentials.Cookie(token))).Body);
        Assert.Equal("alice", (await host.GetAsync("/me", Credentials.Cookie(token))).Body);
    }

    [Fact]
    public async Task The_user_may_be_replaced_afterwards()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Pipeline = app =>
                {
                    app.UseSessionManager();
                    app.Use(
                        (http, next) =>
                        {
                            http.User = new ClaimsPrincipal(new ClaimsIdentity());
                            return next(http);
                        }
                    );
                    app.UseAuthorization();
                },
            }
        );
        var (_, token) = await host.OpenAsync();
        Assert.Equal("nobody", (await host.GetAsync("/user", Credentials.Cookie(token))).Body);
        Assert.Equal(401, (int)(await host.GetAsync("/authorized", Credentials.Cookie(token))).Status);
    }

    private static void MapClaims(WebApplication app) =>
        app.MapGet(
            "/claims",
            (ClaimsPrincipal user) =>
                string.Join(
                    '\n',
                    user.Claims.Select(claim => $"{claim.Type}={claim.Value}")
                        .Prepend(
                            $"{user.Identity!.AuthenticationType} {user.Identity.Name} {user.IsInRole("admin")} {user.IsInRole("root")}"
                        )
                        .Concat(user.Claims.SelectMany(claim => claim.Properties.Keys.Select(key => $"property {key}")))
                )
        );

    private sealed class Transformation : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            var identity = (ClaimsIdentity)principal.Identity!;
            identity.AddClaim(new Claim("added", "by transformation"));
            identity.AddClaim(new Claim(ClaimTypes.Role, "admin"));
            return Task.FromResult(principal);
        }
    }
}
